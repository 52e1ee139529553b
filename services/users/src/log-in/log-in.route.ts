import type { Routes } from '@fondaco/chassis/service';
import { Credentials, Session } from '@fondaco/contracts/http/users';
import type { LogIn } from './log-in.ts';

export const logInRoute =
  (logIn: LogIn): Routes =>
  (http) => {
    http.post(
      '/v1/sessions',
      {
        config: { access: ['public'] },
        schema: {
          summary: 'Log in; a one-time password only together with the one that replaces it',
          body: Credentials,
          response: { 201: Session },
        },
      },
      async (request, reply) => reply.code(201).send(await logIn(request.body)),
    );
  };
