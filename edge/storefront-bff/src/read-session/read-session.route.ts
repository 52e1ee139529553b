import type { Routes } from '@fondaco/chassis/service';
import { Visitor } from '@fondaco/contracts/http/storefront-bff';
import { newCsrfToken } from '../session/forgery.ts';
import { anonymousSession, visitorOf } from '../session/session.ts';
import type { SessionCookies } from '../session/session-cookie.ts';

/** Asks no service: who somebody is stands in their cookie. */
export const readSessionRoute =
  (cookies: SessionCookies): Routes =>
  (http) => {
    http.get(
      '/bff/session',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readSession',
          summary: 'Who is looking, and the CSRF token of their session',
          response: { 200: Visitor },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        const known = await cookies.read(request);
        if (known !== null) return visitorOf(known);
        const session = anonymousSession(newCsrfToken());
        await cookies.write(reply, session);
        return visitorOf(session);
      },
    );
  };
