import { loginFrom, newCsrfToken, type Session, type SessionCookies, visitorOf } from '@fondaco/chassis/bff';
import type { Routes } from '@fondaco/chassis/service';
import { Visitor } from '@fondaco/contracts/http/storefront-bff';
import { Registration, type usersClient } from '@fondaco/contracts/http/users';

type Parts = {
  readonly users: Pick<ReturnType<typeof usersClient>, 'register'>;
  readonly cookies: SessionCookies;
  readonly now: () => Date;
};

export const registerRoute =
  ({ users, cookies, now }: Parts): Routes =>
  (http) => {
    http.post(
      '/bff/registration',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'register',
          summary: 'Make an account and be logged in to it',
          body: Registration,
          response: { 201: Visitor },
        },
      },
      async (request, reply) => {
        const login = loginFrom(await users.register(request.body), now());
        const session: Session = { csrfToken: newCsrfToken(), login };
        await cookies.write(reply, session);
        return reply.code(201).send(visitorOf(session));
      },
    );
  };
