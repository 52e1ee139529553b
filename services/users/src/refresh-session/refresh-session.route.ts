import type { Routes } from '@fondaco/chassis/service';
import { RefreshRequest, Session } from '@fondaco/contracts/http/users';
import type { RefreshSession } from './refresh-session.ts';

export const refreshSessionRoute =
  (refreshSession: RefreshSession): Routes =>
  (http) => {
    http.post(
      '/v1/sessions/refresh',
      {
        config: { access: ['public'] },
        schema: {
          summary: 'Take a refresh token, good once, for new tokens',
          body: RefreshRequest,
          response: { 200: Session },
        },
      },
      async (request) => refreshSession(request.body.refreshToken),
    );
  };
