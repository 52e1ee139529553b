import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Command } from 'commander';
import { decodeJwt } from 'jose';
import { Failure } from '../instance/failure.ts';
import { addMismatchesCommand } from './mismatches/mismatches-command.ts';
import { partlyShipped } from './orders/order-for-tests.ts';
import { addOrdersCommands } from './orders/orders-command.ts';

type Asked = { readonly request: string; readonly key: string | undefined; readonly body: unknown };

/** A system whose services answer what they are told to, and the commands on it. */
const system = async (
  context: TestContext,
  answer: (path: string, service: string) => { status?: number; body: unknown },
) => {
  const secrets = mkdtempSync(join(tmpdir(), 'fondaco-operator-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(
    join(secrets, 'operator.service-key.json'),
    JSON.stringify(privateKey.export({ format: 'jwk' })),
  );
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { iss, aud } = decodeJwt(String(request.headers.authorization).slice('Bearer '.length));
    assert.equal(iss, 'operator');
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      asked.push({
        request: `${request.method} ${request.url}`,
        key: request.headers['idempotency-key']?.toString(),
        body: text === '' ? undefined : JSON.parse(text),
      });
      const { status = 200, body } = answer(request.url ?? '', String(aud));
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  context.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(secrets, { recursive: true });
  });
  const printed = context.mock.method(console, 'log', () => undefined);
  const last = () => String(printed.mock.calls.at(-1)?.arguments[0]);
  const run = async (...args: string[]): Promise<string> => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    const findInstance = () => ({
      addresses: {
        gateway: { https: address, http: address, status: address },
        services: { orders: address, payments: address },
      },
      paths: { state: secrets, secrets },
      certificateAuthority: '',
    });
    addOrdersCommands(program, findInstance);
    addMismatchesCommand(program, findInstance);
    await program.parseAsync(args, { from: 'user' });
    return last();
  };
  return { run, asked, printed: last };
};

const id = partlyShipped.orderId;

test('an order is shown to people, and to programs as it is', async (context) => {
  const { run, asked } = await system(context, () => ({ body: partlyShipped }));
  assert.match(await run('orders', 'show', id), /is partly-shipped\.[\s\S]*Timeline:/);
  assert.deepEqual(JSON.parse(await run('orders', 'show', id, '--json')), partlyShipped);
  assert.equal(asked[0]?.request, `GET /v1/orders/${id}`);
});

test('what staff do is asked of Orders, shipments and refunds under a key of their own', async (context) => {
  const { run, asked } = await system(context, () => ({ body: partlyShipped }));
  await run('orders', 'ship', id, '--lines', 'mug-1=2', '--carrier', 'Post', '--tracking', 'T1');
  await run('orders', 'ship', id, '--key', 'again');
  await run('orders', 'refund', id, '--reason', 'broken');
  await run('orders', 'deliver', id);
  await run('orders', 'cancel', id);
  assert.deepEqual(
    asked.map(({ request, body }) => [request, body]),
    [
      [
        `POST /v1/orders/${id}/shipments`,
        { lines: [{ sku: 'MUG-1', quantity: 2 }], carrier: 'Post', trackingCode: 'T1' },
      ],
      [`POST /v1/orders/${id}/shipments`, {}],
      [`POST /v1/orders/${id}/refunds`, { reason: 'broken' }],
      [`POST /v1/orders/${id}/delivery`, {}],
      [`POST /v1/orders/${id}/cancellation`, {}],
    ],
  );
  assert.match(asked[0]?.key ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(asked[1]?.key, 'again');
  assert.notEqual(asked[2]?.key, asked[0]?.key);
});

test('what Orders refuses, that it is away, and what is no order are each said in one sentence', async (context) => {
  const problem = { type: 'about:blank', title: 'It has shipped', status: 409, code: 'orders/cannot-cancel' };
  const refusing = await system(context, () => ({ status: 409, body: problem }));
  const refused = (told: RegExp) => (error: unknown) => error instanceof Failure && told.test(error.message);
  await assert.rejects(
    refusing.run('orders', 'cancel', id),
    refused(/^Orders refused: It has shipped \(orders\/cannot-cancel\)$/),
  );
  await assert.rejects(refusing.run('orders', 'cancel', 'order-1'), /An order id looks like/);
  await assert.rejects(refusing.run('orders', 'refund', id), /--reason/);

  const away = await system(context, () => ({ status: 503, body: { ...problem, status: 503 } }));
  await assert.rejects(away.run('orders', 'show', id), refused(/^Orders does not answer: see /));
  await assert.rejects(
    away.run('orders', 'ship', id, '--key', 'k1'),
    refused(/it may have been done\. Say the same again with --key k1\.$/),
  );
});

test('a service that is away does not hide the mismatches of the other', async (context) => {
  const away = { type: 'about:blank', title: 'Away', status: 503, code: 'orders/unavailable' };
  const { run, printed } = await system(context, (_, service) =>
    service === 'orders' ? { status: 503, body: away } : { body: { items: [], nextCursor: null } },
  );
  await assert.rejects(run('mismatches', '--json'), /Orders does not answer/);
  assert.equal(printed(), JSON.stringify({ payments: [] }, null, 2));
});

test('the mismatches of orders and of payments are read to the last page', async (context) => {
  const mismatch = (detail: string) => ({
    orderId: id,
    kind: 'stuck',
    detail,
    firstSeenAt: '2026-11-23T12:05:00.000Z',
    lastSeenAt: '2026-11-23T12:05:00.000Z',
  });
  let pages = 0;
  const { run, asked } = await system(context, (path) => {
    if (path.includes('cursor')) return { body: { items: [mismatch('second')], nextCursor: null } };
    pages += 1;
    return { body: { items: [mismatch(`first ${pages}`)], nextCursor: pages === 1 ? 'next' : null } };
  });
  const found = JSON.parse(await run('mismatches', '--json'));
  assert.deepEqual(
    Object.entries(found as Record<string, { detail: string }[]>).map(([service, items]) => [
      service,
      items.map(({ detail }) => detail),
    ]),
    [
      ['orders', ['first 1', 'second']],
      ['payments', ['first 2']],
    ],
  );
  assert.deepEqual(
    asked.map(({ request }) => request),
    ['GET /v1/mismatches', 'GET /v1/mismatches?cursor=next', 'GET /v1/mismatches'],
  );
});
