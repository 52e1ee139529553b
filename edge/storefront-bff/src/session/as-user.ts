import { Problem } from '@fondaco/chassis/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newCsrfToken } from './forgery.ts';
import { LoginEnded, type LoginRenewal } from './login-renewal.ts';
import { anonymousSession, type Session } from './session.ts';
import type { SessionCookies } from './session-cookie.ts';

/**
 * Does what a logged-in user asked for, with an access token that is good. `work` may run a second time when
 * its token is refused, so it must be safe to repeat. Throws Problem 401 `storefront-bff/log-in-required`.
 */
export type AsUser = <Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (accessToken: string) => Promise<Answer>,
) => Promise<Answer>;

export const createAsUser = ({
  cookies,
  renewal,
}: {
  readonly cookies: SessionCookies;
  readonly renewal: LoginRenewal;
}): AsUser => {
  return async (request, reply, work) => {
    const session = await cookies.read(request);
    if (session?.login == null) throw logInRequired();
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
      throw logInRequired();
    }
  };
};

const isTokenRefused = (error: unknown): boolean => error instanceof Problem && error.status === 401;

const logInRequired = (): Problem =>
  new Problem({
    status: 401,
    code: 'storefront-bff/log-in-required',
    title: 'This needs a log-in',
    detail: 'Log in by POST /bff/session.',
  });
