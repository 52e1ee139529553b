import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, type TestContext, test } from 'node:test';
import { handle, parkedMessageRoutes, Unprocessable } from '@fondaco/chassis/messaging';
import { createHttp, createIdentity, createMetrics, type HttpServer } from '@fondaco/chassis/service';
import { silentLog, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { PaymentDeclinedV1 } from '@fondaco/contracts/events/payments/payment-declined.v1';
import { Command } from 'commander';
import { addParkedCommands } from './parked-commands.ts';

const customerId = '019a0000-0000-7000-8000-0000000000aa';
const consumer = 'orders.order-process';

describe('the commands for parked messages', () => {
  let folder: string;
  let database: TestDatabase;
  let http: HttpServer;
  let port: number;
  let refusing: Error | null;
  const handled: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fondaco-parked-'));
    await mkdir(join(folder, 'migrations'));
    await mkdir(join(folder, 'secrets'));
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = JSON.stringify(privateKey.export({ format: 'jwk' }));
    await writeFile(join(folder, 'secrets', 'operator.service-key.json'), key);

    database = await testDatabase(join(folder, 'migrations'));
    const log = silentLog();
    const metrics = createMetrics();
    const identity = createIdentity({
      service: 'orders',
      callers: { operator: publicKey.export({ format: 'jwk' }) },
      userTokens: { issuer: 'fondaco/users', audience: 'fondaco' },
      fetchKeys: async () => [],
      metrics,
    });
    const onDeclined = handle(PaymentDeclinedV1, async (_tx, event) => {
      if (refusing) throw refusing;
      handled.push(event.data.attemptId);
    });
    http = await createHttp({ name: 'orders', log, metrics, identity });
    parkedMessageRoutes({
      db: database.db,
      consumers: [{ name: consumer, handlers: [onDeclined] }],
      metrics,
      log,
    })(http);
    await http.listen({ host: '127.0.0.1', port: 0 });
    port = (http.server.address() as AddressInfo).port;
  });
  beforeEach(async () => {
    refusing = null;
    handled.splice(0);
    await database.db.query({ name: 'test-empty', text: 'DELETE FROM messaging.parked_message' });
  });
  after(async () => {
    await http?.close();
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const fondaco = async (context: TestContext, ...words: string[]): Promise<string> => {
    context.mock.restoreAll();
    const print = context.mock.method(console, 'log', () => undefined);
    const unused = { host: '127.0.0.1', port: 1 };
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addParkedCommands(program, () => ({
      addresses: {
        gateway: { https: unused, http: unused, status: unused },
        services: Object.fromEntries(
          ['products', 'payments', 'orders', 'notifications'].map((name) => [
            name,
            { host: '127.0.0.1', port },
          ]),
        ),
      },
      paths: { state: folder, secrets: join(folder, 'secrets') },
      certificateAuthority: '',
    }));
    for (const command of program.commands.flatMap((one) => one.commands))
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    try {
      await program.parseAsync(['node', 'fondaco', 'parked', ...words]);
    } finally {
      said = print.mock.calls.map((call) => String(call.arguments[0])).join('\n');
    }
    return said;
  };
  let said = '';

  let offset = 0;
  const park = async (orderId: string, attemptId: string, reason = 'behind-parked'): Promise<number> => {
    offset += 1;
    const type = PaymentDeclinedV1.type;
    const eventId = `019a0000-0000-7000-8000-${String(offset).padStart(12, '0')}`;
    const data = { orderId, customerId, attemptId, reason: 'declined', declinedAt: '2026-01-01T00:00:00Z' };
    const { rows } = await database.db.query<{ id: number }>({
      name: 'test-park',
      text: `INSERT INTO messaging.parked_message
               (consumer, topic, partition, "offset", key, event_id, type, headers, payload, reason, attempts)
             VALUES ($1, $2, 3, $3, $4, $5, $6, $7, $8, $9, 1) RETURNING id`,
      values: [
        consumer,
        PaymentDeclinedV1.topic,
        offset,
        orderId,
        eventId,
        type,
        JSON.stringify({ ce_id: eventId, ce_type: type }),
        Buffer.from(JSON.stringify({ ...data, email: 'ann@example.com' })),
        reason,
      ],
    });
    return rows[0]?.id ?? 0;
  };

  test('list shows a line for each and the counts; what is away is said after what the others have', async (context) => {
    const first = await park('order-1', 'a', 'Unprocessable: no\n\u001b[31msuch order');
    const second = await park('order-1', 'b');
    await assert.rejects(fondaco(context, 'list'), {
      name: 'Failure',
      message: /^Products refused: .*\(auth\/.*\nPayments refused: .*\nNotifications refused: /,
    });
    const [headings, ...lines] = said.split('\n');
    assert.match(headings ?? '', /^SERVICE +ID +CONSUMER +KEY +TYPE +AGE +ATTEMPTS +REASON$/);
    assert.match(
      lines[0] ?? '',
      new RegExp(
        `^orders +${first} +${consumer} +order-1 .*declined[.]v1 +\\d+s +1 +Unprocessable: no \\[31msuch`,
      ),
    );
    assert.match(lines[1] ?? '', new RegExp(`^orders +${second} .* behind-parked$`));
    assert.match(said, new RegExp(`orders: 2 messages of 1 key parked by ${consumer}, the oldest for \\d+s`));
  });

  test('list narrows down, and says when there is more', async (context) => {
    for (const order of ['order-1', 'order-2', 'order-3']) await park(order, 'a', `Error: ${order}`);
    const only = (...words: string[]) => fondaco(context, 'list', '--service', 'orders', ...words);
    assert.match(await only('--limit', '2'), /There are more in orders: raise --limit, or ask for less\.$/);
    const [listing] = JSON.parse(await only('--reason', 'Error: order-2', '--json'));
    assert.deepEqual(
      [listing.service, listing.items.length, listing.items[0].key, listing.counts[0].messages, listing.more],
      ['orders', 1, 'order-2', 3, false],
    );
    assert.match(await only('--key', 'order-9'), /None of them is what was asked for/);
    await database.db.query({ name: 'test-empty', text: 'DELETE FROM messaging.parked_message' });
    assert.equal(await only(), 'Nothing is parked.');
  });

  test('show prints the content with personal data masked', async (context) => {
    const id = await park('order-1', 'a', 'Error: no letter for ann@example.com');
    const text = await fondaco(context, 'show', 'orders', String(id));
    assert.match(text, /^key +order-1$/m);
    assert.match(text, /"attemptId": "a"/);
    assert.match(text, /"email": "\[masked\]"/);
    assert.doesNotMatch(text, /example/);
    const { data } = JSON.parse(await fondaco(context, 'show', 'orders', String(id), '--json'));
    assert.equal(data.orderId, 'order-1');
    await assert.rejects(fondaco(context, 'show', 'orders', '99999999'), {
      name: 'Failure',
      message: /^Orders refused: .*\(parked-messages\/not-found\)$/,
    });
  });

  test('retry goes through a key, more of it than one request does', async (context) => {
    for (let n = 1; n <= 105; n++) await park('order-1', String(n));
    const text = await fondaco(context, 'retry', 'orders', '--key', 'order-1');
    assert.equal(text.match(/ retried$/gm)?.length, 105);
    assert.deepEqual(
      handled,
      Array.from({ length: 105 }, (_, n) => String(n + 1)),
    );
    assert.equal(await fondaco(context, 'retry', 'orders', '--key', 'order-1'), 'Nothing of that is parked.');
  });

  test('retry of what fails again, or has to wait, says so and fails', async (context) => {
    const first = await park('order-1', 'a');
    const second = await park('order-1', 'b');
    refusing = new Unprocessable('still no such order');
    await assert.rejects(fondaco(context, 'retry', 'orders', String(second), String(first), '--json'), {
      name: 'Failure',
      message: '2 of 2 could not be processed.',
      exitCode: 1,
    });
    assert.deepEqual(
      JSON.parse(said).map(({ id, outcome, code }: Record<string, unknown>) => [id, outcome, code]),
      [
        [first, 'failed', 'parked-messages/failed-again'],
        [second, 'refused', 'parked-messages/earlier-parked'],
      ],
    );
  });

  test('discard takes them away with a reason, which the audit shows', async (context) => {
    const id = await park('order-1', 'a');
    await assert.rejects(fondaco(context, 'discard', 'orders', String(id)), /--reason/);
    assert.match(
      await fondaco(context, 'discard', 'orders', String(id), '--reason', 'order was a test'),
      new RegExp(`${id}  discarded`),
    );
    const audit = await fondaco(context, 'audit', 'orders', String(id));
    assert.match(
      audit,
      new RegExp(`${id}  ${consumer} +order-1 +discarded +operator +order was a test$`, 'm'),
    );
  });

  test('erase asks every service, and names those that it could not reach', async (context) => {
    await park('order-1', 'a');
    await park('order-2', 'b');
    await assert.rejects(fondaco(context, 'erase', customerId), /^Failure: Products refused/);
    assert.equal(said, 'orders: messages changed: 2');
  });

  for (const [words, complaint] of [
    [['retry', 'orders'], /Say which/],
    [['retry', 'orders', '1', '--key', 'k'], /Say which/],
    [['retry', 'orders', 'one'], /Give an id/],
    [['retry', 'users', '1'], /give one of products, payments, orders, notifications/],
    [['show', 'orders', '0'], /Give an id/],
    [['list', '--limit', '0'], /from 1 to 99999/],
    [['erase', 'ann@example.com'], /refused/],
  ] as const)
    test(`refuses "parked ${words.join(' ')}"`, async (context) => {
      await assert.rejects(fondaco(context, ...words), complaint);
    });
});
