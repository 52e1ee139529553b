import type { Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import type { Messages } from '../message/message-store.ts';
import type { ReceiverMetrics } from '../metrics.ts';
import { readPayload } from './payload.ts';
import { webhookPath } from './webhook-path.ts';

/** Answers as Slack does: the words `ok` or what is wrong, as text. */
export const webhookRoute =
  (deps: { readonly messages: Messages; readonly metrics: ReceiverMetrics }): Routes =>
  (http) => {
    http.post(
      webhookPath,
      { config: { access: ['public'] }, schema: { body: Type.Unknown() } },
      async (request, reply) => {
        const read = readPayload(request.body);
        reply.type('text/plain; charset=utf-8');
        if ('refused' in read) {
          deps.metrics.received('refused');
          return reply.status(400).send(read.refused);
        }
        deps.messages.add(read.payload, new Date());
        deps.metrics.received('taken');
        return reply.send('ok');
      },
    );
  };
