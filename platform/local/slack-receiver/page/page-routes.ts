import type { Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { STYLE } from '../../page/style.ts';
import type { Messages } from '../message/message-store.ts';
import { listPage } from './pages.ts';
import { send } from './send.ts';

const PER_PAGE = 100;

const ATTACHMENTS = `
article { border-top: 1px solid var(--line); padding: .75rem 0; }
.attachment { border-left: .3rem solid var(--line); padding: .1rem .9rem; }
.attachment.danger { border-color: #c22; } .attachment.warning { border-color: #b80; } .attachment.good { border-color: #2a6f4e; }
`;

/** What people look at. */
export const pageRoutes =
  (messages: Messages): Routes =>
  (http) => {
    const options = { config: { access: ['public' as const] } };
    http.get(
      '/',
      {
        ...options,
        schema: { querystring: Type.Object({ text: Type.Optional(Type.String({ maxLength: 200 })) }) },
      },
      async ({ query: { text = '' } }, reply) =>
        send(reply, 'text/html', listPage(messages.list({ text, limit: PER_PAGE }), text)),
    );
    http.get('/style.css', options, async (_, reply) => send(reply, 'text/css', STYLE + ATTACHMENTS));
  };
