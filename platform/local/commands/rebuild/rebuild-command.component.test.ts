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
import { addRebuildCommand } from './rebuild-command.ts';

const requested = {
  rebuildId: '0199f3a0-0000-7000-8000-000000000001',
  state: 'waiting',
  requestedAt: '2026-11-23T12:00:00.000Z',
  beganAt: null as string | null,
  endedAt: null as string | null,
  share: 0,
  products: 0,
  changed: 0,
  removed: 0,
  unreadable: 0,
  failure: null as string | null,
};
const begun = { ...requested, state: 'running', beganAt: requested.requestedAt, share: 0.5, products: 20 };
const done = {
  ...begun,
  state: 'done',
  endedAt: '2026-11-23T12:00:02.000Z',
  share: 1,
  products: 40,
  changed: 3,
  removed: 1,
};
const away = null;

/** Orders that gives these answers, one after the other; `null` for none. */
const orders = async (context: TestContext, answers: readonly (typeof requested | null)[]) => {
  const secrets = mkdtempSync(join(tmpdir(), 'fondaco-rebuild-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(
    join(secrets, 'operator.service-key.json'),
    JSON.stringify(privateKey.export({ format: 'jwk' })),
  );
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? away;
    asked.push(`${request.method} ${request.url}`);
    const status = answer === away ? 503 : request.method === 'POST' ? 202 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  context.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(secrets, { recursive: true });
  });
  const printed = context.mock.method(console, 'log', () => undefined);
  const run = async (...args: string[]): Promise<string> => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addRebuildCommand(program, () => ({
      addresses: {
        gateway: { https: address, http: address, status: address },
        services: { orders: address },
      },
      paths: { state: secrets, secrets },
      certificateAuthority: '',
    }));
    await program.parseAsync(args, { from: 'user' });
    return String(printed.mock.calls.at(-1)?.arguments[0]);
  };
  return { run, asked };
};

test('a rebuild is asked for, waited for though Orders is away in between, and described', async (context) => {
  const { run, asked } = await orders(context, [requested, begun, away, away, done]);
  assert.match(await run('rebuild', 'orders.product-copy'), /topic: +40\n.*copy: +3\n.*copy: +1\n/);
  assert.equal(asked[0], 'POST /v1/product-copy/rebuild');
  assert.deepEqual([...new Set(asked.slice(1))], ['GET /v1/product-copy/rebuild']);
});

test('what was done is printed as it is for programs', async (context) => {
  const { run } = await orders(context, [requested, done]);
  assert.deepEqual(JSON.parse(await run('rebuild', 'orders.product-copy', '--json')), done);
});

test('a rebuild that failed makes the command fail, and says why', async (context) => {
  const failed = { ...begun, state: 'failed', endedAt: begun.beganAt, failure: 'Kafka gave no answer.' };
  const { run } = await orders(context, [requested, failed]);
  await assert.rejects(
    run('rebuild', 'orders.product-copy'),
    /^Failure: The rebuild failed\. Kafka gave no answer\.$/,
  );
});

test('what cannot be rebuilt is refused with what can', async (context) => {
  const { run, asked } = await orders(context, [done]);
  await assert.rejects(run('rebuild', 'orders.prices'), /There is: orders\.product-copy\./);
  assert.deepEqual(asked, []);
});
