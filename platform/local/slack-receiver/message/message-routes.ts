import type { Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import type { Messages } from './message-store.ts';

const MOST = 100;

/** What programs ask: `/api/messages`, newest first. */
export const messageRoutes =
  (messages: Messages): Routes =>
  (http) => {
    http.get(
      '/api/messages',
      {
        config: { access: ['public'] },
        schema: {
          querystring: Type.Object(
            {
              text: Type.Optional(Type.String({ maxLength: 200 })),
              after: Type.Optional(Type.Integer({ minimum: 0 })),
            },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({
              messages: Type.Array(
                Type.Object({ id: Type.Integer(), receivedAt: Type.String(), payload: Type.Unknown() }),
              ),
            }),
          },
        },
      },
      async ({ query: { text = '', after = 0 } }) => ({
        messages: messages.list({ text, after, limit: MOST }),
      }),
    );
  };
