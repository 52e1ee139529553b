import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../service/index.ts';
import { newCsrfToken } from './forgery.ts';
import { LoginEnded, type LoginRenewal } from './login-renewal.ts';
import { anonymousSession, type Session } from './session.ts';
import type { SessionCookies } from './session-cookie.ts';

/**
 * Does what a logged-in user asked for, with an access token that is good. `work` may run a second time when
 * its token is refused, so it must be safe to repeat. Throws Problem 401 `<bff>/log-in-required`.
 */
export type AsUser = <Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (accessToken: string) => Promise<Answer>,
) => Promise<Answer>;

export const createAsUser = ({
  bff,
  cookies,
  renewal,
}: {
  /** The BFF's name, with which its problems' codes begin. */
  readonly bff: string;
  readonly cookies: SessionCookies;
  readonly renewal: LoginRenewal;
}): AsUser => {
  return async (request, reply, work) => {
    const session = await cookies.read(request);
    if (session?.login == null) throw logInRequired(bff);
    const keep = (login: Session['login']) => cookies.write(reply, { ...session, login });
    try {
      const login = await renewal.fresh(session.login);
      if (login !== session.login) await keep(login);
      try {
        return await work(login.accessToken);
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
        const renewed = await renewal.renew(login);
        await keep(renewed);
        return await work(renewed.accessToken);
      }
    } catch (error) {
      if (!(error instanceof LoginEnded) && !isTokenRefused(error)) throw error;
      await cookies.write(reply, anonymousSession(newCsrfToken()));
      throw logInRequired(bff);
    }
  };
};

const isTokenRefused = (error: unknown): boolean => error instanceof Problem && error.status === 401;

export const logInRequired = (bff: string): Problem =>
  new Problem({
    status: 401,
    code: `${bff}/log-in-required`,
    title: 'This needs a log-in',
  });
