import type { TSchema } from 'typebox';
import type { Routes } from '../service/index.ts';
import { newCsrfToken } from './forgery.ts';
import { anonymousSession, visitorOf } from './session.ts';
import type { SessionCookies } from './session-cookie.ts';

type Parts = {
  /** `/bff/session` */
  readonly path: string;
  /** Shape of the answer: that of `visitorOf`. */
  readonly visitor: TSchema;
  readonly cookies: SessionCookies;
};

/** Asks no service: who somebody is stands in their cookie. */
export const readSessionRoute =
  ({ path, visitor, cookies }: Parts): Routes =>
  (http) => {
    http.get(
      path,
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readSession',
          summary: 'Who is looking, and the CSRF token of their session',
          response: { 200: visitor },
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
