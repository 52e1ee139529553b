import { createHash, randomUUID } from 'node:crypto';
import type { Transaction } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import type { PlaceOrder } from '@fondaco/contracts/http/orders';
import fastify from 'fastify';
import pg from 'pg';
import { insertRows } from '../../chassis/messaging/outbox-store.ts';
import { newOrder } from '../../services/orders/src/order/order.ts';
import { insertOrder } from '../../services/orders/src/order/order-store.ts';
import { mergeLines, quoteLines } from '../../services/orders/src/order/pricing.ts';
import { findOffers } from '../../services/orders/src/product/product-copy-store.ts';

/**
 * The raw limit of placing an order: the statements of Orders in one transaction of `pg`, behind Fastify with
 * nothing else. No token, schema, metric, log or problem document, and nobody publishes what it writes.
 * Argument: `DATABASE_URL`, in the environment. Prints its port.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
pg.types.setTypeParser(20, Number);

const http = fastify();
http.post<{ Body: PlaceOrder }>('/v1/orders', async (request, reply) => {
  const client = await pool.connect();
  try {
    const tx: Transaction = {
      query: async ({ name, text, values }) => {
        const { rows, rowCount } = await client.query({ name, text, values: [...(values ?? [])] });
        return { rows, count: rowCount ?? 0 };
      },
      beforeCommit: () => undefined,
      afterCommit: () => undefined,
    };
    await client.query('begin');
    const lines = mergeLines(request.body.lines);
    const quote = quoteLines(lines, await findOffers(tx, lines));
    if (quote.kind !== 'quoted') throw new Error(quote.kind);
    const order = newOrder(newId(), quote, request.body, { cause: 'raw', at: new Date() });
    const body = { customerId: randomUUID(), idempotencyKey: randomUUID() };
    const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest();
    await insertOrder(tx, { ...body, bodyHash }, order, { toPay: 1_800, toAnswer: 86_400 });
    await insertRows(tx, [
      {
        bucket: 0,
        topic: 'orders.order',
        key: order.orderId,
        eventId: newId(),
        type: 'orders.order.placed.v1',
        headers: '{}',
        payload: JSON.stringify({ orderId: order.orderId, lines: order.lines, total: order.total }),
      },
    ]);
    await client.query('commit');
    return reply.code(201).send(order);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});
process.stdout.write(`${await http.listen({ host: '127.0.0.1', port: 0 })}\n`);
