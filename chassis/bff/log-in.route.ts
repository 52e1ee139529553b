import type { Static, TSchema } from 'typebox';
import type { Routes } from '../service/index.ts';
import { newCsrfToken } from './forgery.ts';
import { loginFrom, type Session, type UserSession, visitorOf } from './session.ts';
import type { SessionCookies } from './session-cookie.ts';

type Parts<Credentials extends TSchema> = {
  readonly path: string;
  /** Shape of the answer: that of `visitorOf`. */
  readonly visitor: TSchema;
  readonly credentials: Credentials;
  readonly users: { readonly logIn: (credentials: Static<Credentials>) => Promise<UserSession> };
  readonly cookies: SessionCookies;
  readonly now: () => Date;
};

export const logInRoute =
  <Credentials extends TSchema>({
    path,
    visitor,
    credentials,
    users,
    cookies,
    now,
  }: Parts<Credentials>): Routes =>
  (http) => {
    http.post(
      path,
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'logIn',
          summary: 'Log in',
          body: credentials,
          response: { 200: visitor },
        },
      },
      async (request, reply) => {
        const login = loginFrom(await users.logIn(request.body as Static<Credentials>), now());
        // A new CSRF token, so that one planted before the log-in is worth nothing after it.
        const session: Session = { csrfToken: newCsrfToken(), login };
        await cookies.write(reply, session);
        return visitorOf(session);
      },
    );
  };
