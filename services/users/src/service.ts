import { randomInt } from 'node:crypto';
import { createDatabase } from '@fondaco/chassis/postgres';
import {
  createHttp,
  createIdentity,
  newId,
  type Service,
  type ServiceContext,
  Unavailable,
} from '@fondaco/chassis/service';
import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import { createPasswords } from './account/passwords.ts';
import { addStaffRoute } from './add-staff/add-staff.route.ts';
import { addStaff } from './add-staff/add-staff.ts';
import type { Config } from './config.ts';
import { endSessionRoute } from './end-session/end-session.route.ts';
import { endSession } from './end-session/end-session.ts';
import { logInRoute } from './log-in/log-in.route.ts';
import { logIn } from './log-in/log-in.ts';
import { createUserMetrics } from './metrics.ts';
import { publishKeysRoute } from './publish-keys/publish-keys.route.ts';
import { readMeRoute } from './read-me/read-me.route.ts';
import { refreshSessionRoute } from './refresh-session/refresh-session.route.ts';
import { refreshSession } from './refresh-session/refresh-session.ts';
import { registerRoute } from './register/register.route.ts';
import { register } from './register/register.ts';
import { sessionCleanUp } from './session/session-clean-up.ts';
import { deleteExpiredSessions, deleteExpiredTokens } from './session/session-store.ts';
import { accessTokenSigner } from './signing-key/access-token.ts';
import { insertFirstSigningKey, listSigningKeys } from './signing-key/signing-key-store.ts';
import { createSigningKeys } from './signing-key/signing-keys.ts';

const SERVICE = 'users';
/** One hash takes 15 ms of a core: the last in the queue waits for about a second. */
const HASHING = { atOnce: 3, mostWaiting: 128 };

/** Anybody may send one, and the largest has two passwords. */
const BODY_LIMIT = 16 * 1024;

const tooManyPasswords = () =>
  new Unavailable('too many passwords are being checked', { code: 'users/busy' });

export const createUsers = async ({ config, log, metrics }: ServiceContext<Config>): Promise<Service> => {
  const now = () => new Date();
  const db = createDatabase({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    applicationName: config.INSTANCE,
    metrics,
    log,
  });
  const signingKeys = createSigningKeys({
    store: {
      list: () => listSigningKeys(db),
      insertFirst: (key) => insertFirstSigningKey(db, key),
    },
    secret: Buffer.from(config.SIGNING_KEY_SECRET, 'base64'),
    newId,
    now: Date.now,
  });
  try {
    await signingKeys.current();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ err: error }, 'signing keys cannot be read yet');
  }
  const signAccessToken = accessTokenSigner({ signingKeys, newId, now });
  const passwords = await createPasswords({ ...HASHING, busy: tooManyPasswords });
  const userMetrics = createUserMetrics(metrics, passwords);
  const identity = createIdentity({
    service: SERVICE,
    callers: config.CALLERS,
    userTokens: { issuer: USER_TOKEN_ISSUER, audience: USER_TOKEN_AUDIENCE },
    fetchKeys: signingKeys.published,
    metrics,
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity, bodyLimitBytes: BODY_LIMIT });
  for (const addRoutes of [
    registerRoute(register({ db, passwords, signAccessToken, metrics: userMetrics, newId, now })),
    logInRoute(logIn({ db, passwords, signAccessToken, metrics: userMetrics, newId })),
    refreshSessionRoute(refreshSession({ db, signAccessToken, log })),
    endSessionRoute(endSession({ db })),
    readMeRoute({ db }),
    addStaffRoute(addStaff({ db, passwords, newId, random: randomInt })),
    publishKeysRoute({ signingKeys }),
  ]) {
    addRoutes(http);
  }

  return {
    http,
    background: [
      sessionCleanUp({
        deleteExpired: [(most) => deleteExpiredSessions(db, most), (most) => deleteExpiredTokens(db, most)],
        onDeleted: (deleted) => log.info({ deleted }, 'expired sessions deleted'),
        onFailure: (error) => log.warn({ err: error }, 'expired sessions could not be deleted'),
      }),
    ],
    checks: { database: db.check },
    close: db.close,
  };
};
