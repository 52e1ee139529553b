import type { TSchema } from 'typebox';
import { type Routes, Unavailable } from '../service/index.ts';
import { newCsrfToken } from './forgery.ts';
import { anonymousSession, visitorOf } from './session.ts';
import type { SessionCookies } from './session-cookie.ts';

type Parts = {
  readonly path: string;
  /** Shape of the answer: that of `visitorOf`. */
  readonly visitor: TSchema;
  readonly users: { readonly logOut: (refreshToken: string) => Promise<unknown> };
  readonly cookies: SessionCookies;
};

/** Always logs this browser out; also when nobody can be told that the refresh token is to end. */
export const logOutRoute =
  ({ path, visitor, users, cookies }: Parts): Routes =>
  (http) => {
    http.delete(
      path,
      {
        config: { access: ['public'] },
        schema: { operationId: 'logOut', summary: 'Log out', response: { 200: visitor } },
      },
      async (request, reply) => {
        const ended = await cookies.read(request);
        const session = anonymousSession(newCsrfToken());
        await cookies.write(reply, session);
        if (ended?.login != null) {
          try {
            await users.logOut(ended.login.refreshToken);
          } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            // The token was in the cookie alone, and is gone with it.
            request.log.warn('logged out without Users: the refresh token lasts until it expires');
          }
        }
        return visitorOf(session);
      },
    );
  };
