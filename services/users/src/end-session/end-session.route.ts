import type { Routes } from '@fondaco/chassis/service';
import { RefreshRequest } from '@fondaco/contracts/http/users';
import { Type } from 'typebox';
import type { EndSession } from './end-session.ts';

export const endSessionRoute =
  (endSession: EndSession): Routes =>
  (http) => {
    http.post(
      '/v1/sessions/end',
      {
        config: { access: ['public'] },
        schema: {
          summary: 'Log out',
          body: RefreshRequest,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await endSession(request.body.refreshToken);
        return reply.code(204).send(null);
      },
    );
  };
