import { PassThrough, type Readable } from 'node:stream';
import type { AsUser } from '@fondaco/chassis/bff';
import type { HttpStream, Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';

/** A stream outlives the token that opened it, but not by much: who logged out sees no more. */
const LONGEST_MS = 10 * 60_000;

type Parts = { readonly openOrderStream: HttpStream; readonly asUser: AsUser };

export const watchOrderRoute =
  ({ openOrderStream, asUser }: Parts): Routes =>
  (http) => {
    const open = new Set<PassThrough>();
    let draining = false;
    // A browser whose stream ends opens another, at a replica that stays.
    http.addHook('preClose', async () => {
      draining = true;
      for (const stream of open) stream.end();
    });

    http.get(
      '/bff/orders/:orderId/stream',
      {
        config: { access: ['public'] },
        exposeHeadRoute: false,
        schema: {
          operationId: 'watchOrder',
          summary: 'The steps of an order as they happen',
          description:
            'Server-sent events, `event: transition`. It goes on after `Last-Event-ID`, and ends when the order can no longer change or after a while.',
          params: Type.Object({ orderId: Uuid }),
          headers: Type.Object({
            'last-event-id': Type.Optional(Type.String({ pattern: '^[0-9]{0,9}$' })),
          }),
          response: {
            200: {
              description: 'Steps',
              content: { 'text/event-stream': { schema: Type.Unsafe<Readable>(Type.String()) } },
            },
          },
        },
      },
      async (request, reply) => {
        const { orderId } = request.params;
        const after = request.headers['last-event-id'];
        const upstream = await asUser(request, reply, (userToken) =>
          openOrderStream({
            path: `/v1/orders/${orderId}/stream`,
            userToken,
            headers: { accept: 'text/event-stream', ...(after ? { 'last-event-id': after } : {}) },
          }),
        );

        const stream = passedOn(upstream);
        open.add(stream);
        const longest = setTimeout(() => stream.end(), LONGEST_MS).unref();
        stream.once('close', () => {
          clearTimeout(longest);
          open.delete(stream);
        });
        if (draining) stream.end();
        if (reply.raw.destroyed) stream.destroy();
        return reply
          .header('content-type', 'text/event-stream; charset=utf-8')
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          .send(stream);
      },
    );
  };

/** What comes from upstream, for as long as it comes. It ends well also when that breaks off: who listens asks again. */
const passedOn = (upstream: Readable): PassThrough => {
  const stream = new PassThrough();
  // Headers go out with the first bytes, and the first step may be long in coming.
  stream.write(': \n\n');
  upstream.on('error', () => stream.end());
  upstream.pipe(stream);
  stream.once('finish', () => upstream.destroy());
  stream.once('close', () => upstream.destroy());
  return stream;
};
