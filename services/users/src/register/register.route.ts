import type { Routes } from '@fondaco/chassis/service';
import { Registration, Session } from '@fondaco/contracts/http/users';
import type { Register } from './register.ts';

export const registerRoute =
  (register: Register): Routes =>
  (http) => {
    http.post(
      '/v1/users',
      {
        config: { access: ['public'] },
        schema: {
          summary: 'Make an account and log in',
          body: Registration,
          response: { 201: Session },
        },
      },
      async (request, reply) => reply.code(201).send(await register(request.body)),
    );
  };
