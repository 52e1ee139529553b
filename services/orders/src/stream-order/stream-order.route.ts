import { PassThrough } from 'node:stream';
import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { OrderTransition } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { actorOn, orderNotFound } from '../caller.ts';
import { findStanding } from '../order/timeline-store.ts';
import type { Listener, OrderStreams } from './order-streams.ts';

const Seq = Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' }));

export const streamOrderRoute =
  (db: Database, streams: OrderStreams): Routes =>
  (http) => {
    http.addHook('preClose', async () => streams.close());
    http.get(
      '/v1/orders/:orderId/stream',
      {
        config: { access: ['user', 'service:operator'] },
        schema: {
          operationId: 'streamOrder',
          summary: 'Be told of every step of an order: staff of any, everybody else of their own',
          description:
            'Server-sent events: `event: transition`, `id:` its seq, `data:` the step. Begins after Last-Event-ID (or `lastEventId`, for clients that cannot set a header), or with the first step, and ends when the order can no longer change, or after a while: then connect again.',
          params: Type.Object({ orderId: Uuid }),
          headers: Type.Object({ 'last-event-id': Seq }),
          querystring: Type.Object({ lastEventId: Seq }, { additionalProperties: false }),
          response: {
            200: {
              description: 'A stream of events',
              content: { 'text/event-stream': { schema: Type.Unsafe<PassThrough>(OrderTransition) } },
            },
          },
        },
      },
      async (request, reply) => {
        const { orderId } = request.params;
        const order = await findStanding(db, orderId);
        if (!order || !actorOn(request.identity, order)) throw orderNotFound();

        const after = Number(request.headers['last-event-id'] ?? request.query.lastEventId ?? 0);
        const body = new PassThrough();
        body.write(`retry: ${RETRY_MS}\n\n`);
        const remove = streams.open(
          { orderId: orderId.toLowerCase(), state: order.state },
          after,
          listenerOf(body),
        );
        if (!remove) throw tooManyStreams();
        body.on('close', remove);
        return reply
          .type('text/event-stream')
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          .send(body);
      },
    );
  };

/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;
/** Whoever reads so slowly had better begin again. */
const MAX_UNREAD_BYTES = 64 * 1024;

const listenerOf = (body: PassThrough): Listener => {
  const write = (text: string): void => {
    if (body.writableLength > MAX_UNREAD_BYTES) body.destroy();
    else if (body.writable) body.write(text);
  };
  return {
    step: (step) => write(`event: transition\nid: ${step.seq}\ndata: ${JSON.stringify(step)}\n\n`),
    beat: () => write(':\n\n'),
    end: () => body.end(),
  };
};

const tooManyStreams = (): Problem =>
  new Problem({
    status: 503,
    code: 'orders/too-many-streams',
    title: 'Too many clients are being told of their orders',
    detail: 'Read the order itself from time to time, or connect again later.',
    headers: { 'retry-after': '5' },
  });
