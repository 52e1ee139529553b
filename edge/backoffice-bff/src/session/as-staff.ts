import {
  anonymousSession,
  LoginEnded,
  type LoginRenewal,
  logInRequired,
  newCsrfToken,
  type SessionCookies,
} from '@fondaco/chassis/bff';
import { Unavailable } from '@fondaco/chassis/service';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** For so long a login that Users cannot confirm is believed: a day's shift, not a stolen cookie's life. */
const TRUST_SECONDS = 8 * 3_600;

/** Lets staff pass. Throws Problem 401 `backoffice-bff/log-in-required`. */
export type AsStaff = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

type Parts = {
  readonly bff: string;
  readonly cookies: SessionCookies;
  /** Of logins that Users gave to staff. */
  readonly renewal: LoginRenewal;
  readonly now: () => Date;
};

/**
 * For routes that only show how the system is. They must answer while Users is away, which is when somebody
 * looks: who was known as staff before is believed for a while longer. Nothing may be changed by such a route.
 */
export const createAsStaff =
  ({ bff, cookies, renewal, now }: Parts): AsStaff =>
  async (request, reply) => {
    const session = await cookies.read(request);
    if (session?.login == null) throw logInRequired(bff);
    const known = session.login;
    try {
      const login = await renewal.fresh(known);
      if (login !== known) await cookies.write(reply, { ...session, login });
    } catch (error) {
      if (error instanceof LoginEnded) {
        await cookies.write(reply, anonymousSession(newCsrfToken()));
        throw logInRequired(bff);
      }
      const isTrusted = now().getTime() / 1000 < known.expiresAt + TRUST_SECONDS;
      if (!(error instanceof Unavailable) || !isTrusted) throw error;
    }
  };
