import { type Routes, Unavailable } from '@fondaco/chassis/service';
import { Visitor } from '@fondaco/contracts/http/storefront-bff';
import type { usersClient } from '@fondaco/contracts/http/users';
import { newCsrfToken } from '../session/forgery.ts';
import { anonymousSession, visitorOf } from '../session/session.ts';
import type { SessionCookies } from '../session/session-cookie.ts';

type Parts = {
  readonly users: Pick<ReturnType<typeof usersClient>, 'logOut'>;
  readonly cookies: SessionCookies;
};

/** Always logs this browser out; also when Users cannot be told that the refresh token is to end. */
export const logOutRoute =
  ({ users, cookies }: Parts): Routes =>
  (http) => {
    http.delete(
      '/bff/session',
      {
        config: { access: ['public'] },
        schema: { operationId: 'logOut', summary: 'Log out', response: { 200: Visitor } },
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
