import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import Value from 'typebox/value';
import { Session } from './session.ts';

/** A cookie that nobody used for so long is worth nothing, whoever has kept it. */
const LIFETIME = '30 days';

export type SessionCookies = ReturnType<typeof createSessionCookies>;

/**
 * Sessions in cookies that only this process and its replicas can read or make. The prefix of the name makes
 * browsers refuse it unless it is Secure, for this host alone and for all paths. `secret`: 32 bytes, base64.
 */
export const createSessionCookies = ({
  name,
  secret,
}: {
  readonly name: `__Host-${string}`;
  readonly secret: string;
}) => {
  const key = Buffer.from(secret, 'base64');

  return {
    /** The browser's session; null when it has none, or one that isn't ours. */
    read: async (request: FastifyRequest): Promise<Session | null> => {
      const sealed = request.cookies[name];
      if (sealed === undefined) return null;
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          requiredClaims: ['exp'],
        });
        // Sealed by an older release, it may have another form.
        return Value.Check(Session, payload.session) ? payload.session : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },

    write: async (reply: FastifyReply, session: Session): Promise<void> => {
      const sealed = await new EncryptJWT({ session })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .encrypt(key);
      reply.setCookie(name, sealed, { secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
      reply.header('cache-control', 'no-store');
    },
  };
};
