import type { Routes } from '@fondaco/chassis/service';
import { LogIn, Visitor } from '@fondaco/contracts/http/storefront-bff';
import type { usersClient } from '@fondaco/contracts/http/users';
import { newCsrfToken } from '../session/forgery.ts';
import { loginFrom, type Session, visitorOf } from '../session/session.ts';
import type { SessionCookies } from '../session/session-cookie.ts';

type Parts = {
  readonly users: Pick<ReturnType<typeof usersClient>, 'logIn'>;
  readonly cookies: SessionCookies;
  readonly now: () => Date;
};

export const logInRoute =
  ({ users, cookies, now }: Parts): Routes =>
  (http) => {
    http.post(
      '/bff/session',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'logIn',
          summary: 'Log in',
          body: LogIn,
          response: { 200: Visitor },
        },
      },
      async (request, reply) => {
        const login = loginFrom(await users.logIn(request.body), now());
        // A new CSRF token, so that one planted before the log-in is worth nothing after it.
        const session: Session = { csrfToken: newCsrfToken(), login };
        await cookies.write(reply, session);
        return visitorOf(session);
      },
    );
  };
