import { Problem, type Routes } from '@fondaco/chassis/service';
import PostalMime from 'postal-mime';
import { Type } from 'typebox';
import type { Mailbox } from '../mailbox/mailbox-store.ts';

const Listed = Type.Object({
  id: Type.Integer(),
  to: Type.String(),
  messageId: Type.String(),
  subject: Type.String(),
  kind: Type.String(),
  orderId: Type.String(),
  receivedAt: Type.String(),
  transmissions: Type.Integer(),
});

const Message = Type.Object({
  ...Listed.properties,
  headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  text: Type.String(),
  html: Type.String(),
});

const Counts = { messages: Type.Integer(), transmissions: Type.Integer() };
const Summary = Type.Object({
  ...Counts,
  kinds: Type.Array(Type.Object({ kind: Type.String(), ...Counts })),
});

const Filter = Type.String({ maxLength: 320 });

/** What programs ask: `/api/messages`, newest first, and `/api/summary`. */
export const messageRoutes =
  (mailbox: Mailbox): Routes =>
  (http) => {
    http.get(
      '/api/messages',
      {
        config: { access: ['public'] },
        schema: {
          querystring: Type.Object(
            {
              to: Type.Optional(Filter),
              subject: Type.Optional(Filter),
              kind: Type.Optional(Filter),
              orderId: Type.Optional(Filter),
              before: Type.Optional(Type.Integer({ minimum: 1 })),
              limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
            },
            { additionalProperties: false },
          ),
          response: { 200: Type.Object({ messages: Type.Array(Listed) }) },
        },
      },
      async (request) => ({
        messages: mailbox.list({ ...request.query, limit: request.query.limit ?? 100 }),
      }),
    );

    http.get(
      '/api/messages/:id',
      {
        config: { access: ['public'] },
        schema: { params: Type.Object({ id: Type.Integer() }), response: { 200: Message } },
      },
      async (request) => {
        const found = mailbox.find(request.params.id);
        if (!found) throw noSuchMessage();
        const { raw, ...listed } = found;
        const { headers, text = '', html = '' } = await PostalMime.parse(raw);
        return { ...listed, headers: headers.map(({ key, value }) => ({ name: key, value })), text, html };
      },
    );

    http.get(
      '/api/summary',
      { config: { access: ['public'] }, schema: { response: { 200: Summary } } },
      async () => mailbox.summary(),
    );
  };

export const noSuchMessage = (): Problem =>
  new Problem({ status: 404, code: 'mail-catcher/no-such-message', title: 'There is no such message' });
