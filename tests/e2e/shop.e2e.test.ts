import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { type Shopper, shopperOf } from '../system/shopper.ts';
import { type SpanCollector, startSpanCollector } from '../system/span-collector.ts';
import { fondaco, repository, type System, startSystem } from '../system/system.ts';
import { alerts } from './alerts.ts';
import { badInput } from './bad-input.ts';
import { buyInABrowser } from './buy-in-a-browser.ts';
import { everyPanel } from './every-panel.ts';
import { lookAroundInABrowser } from './look-around-in-a-browser.ts';
import { oneWayIn } from './one-way-in.ts';
import { operationsInABrowser } from './operations-in-a-browser.ts';
import { orderProcess } from './order-process.ts';
import { payments } from './payments.ts';
import { metricsAsListed, nothingSecretLeft, oneCheckoutOneTrace } from './telemetry.ts';

const port = 24_443;
const data = join(repository, 'tests/replay/online-retail');
const products = join(data, 'products.csv');
const invoices = join(data, 'invoices.csv');

/** What the machine that the bars are set for may take: 2 cores, one broker. */
const MAX_MEMORY = 1.5e9;
/** What only looks at the shop comes on top: exporters, the receiver of alerts, the back office. */
const MAX_MEMORY_OBSERVED = 1.8e9;
/** Database connections that only a rush needs are kept for half a minute. */
const RUSH_IS_OVER_MS = 60_000;
const isObserver = (name: string): boolean => /exporter$|^slack-receiver$|^backoffice-bff/.test(name);
const MAX_WARM_START_SECONDS = 20;
const MAX_REPLAY_SECONDS = 120;

type Status = {
  memoryBytes: number;
  processes: { name: string; state: string; memoryBytes?: number }[];
};

const observersOf = ({ processes }: Status): number =>
  processes.reduce((sum, { name, memoryBytes = 0 }) => sum + (isObserver(name) ? memoryBytes : 0), 0);

describe('the whole house', () => {
  let system: System;
  let shopper: Shopper;
  let collector: SpanCollector;
  let expected: { import: unknown; replay: unknown };

  before(async () => {
    expected = JSON.parse(await readFile(join(data, 'expected.json'), 'utf8'));
    collector = await startSpanCollector();
    system = await startSystem({ port, args: ['--fresh', '--replicas', 'products=2'] });
    shopper = await shopperOf(system);
  });

  after(async () => {
    await shopper.close();
    assert.equal(await system.stop(), 0, system.printed());
    await collector.close();
  });

  const status = async (): Promise<Status> => {
    const { code, stdout, stderr } = await system.fondaco('status', '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Status;
  };

  test('every process is ready', async () => {
    const { processes } = await status();
    assert.deepEqual(
      processes.filter(({ state }) => state !== 'ready').map(({ name }) => name),
      [],
    );
    for (const name of [
      'postgres-orders',
      'kafka-1',
      'payment-sandbox',
      'mail-catcher',
      'products-1',
      'products-2',
      'payments-1',
      'notifications-1',
      'gateway',
      'prometheus',
      'slack-receiver',
      'lag-exporter',
      'postgres-orders-exporter',
      'access-log-exporter',
    ]) {
      assert.ok(
        processes.some((process) => process.name === name),
        `${name} runs`,
      );
    }
  });

  test('importing the shared data gives the expected counts, and again without harm', async () => {
    for (const round of ['first', 'second']) {
      const { code, stdout, stderr } = await system.fondaco('import', 'products', products, '--json');
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), expected.import, `${round} import`);
    }
  });

  test('a replay right after gives exactly the expected numbers in time, and again places nothing', async (t) => {
    for (const round of ['first', 'second']) {
      const startedAt = performance.now();
      const { code, stdout, stderr } = await system.fondaco('replay', invoices, '--json');
      const seconds = (performance.now() - startedAt) / 1000;
      t.diagnostic(`${round} replay: ${seconds.toFixed(1)} s`);
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), expected.replay, `${round} replay`);
      assert.ok(seconds <= MAX_REPLAY_SECONDS, `${round} replay took ${seconds.toFixed(1)} s`);
    }
  });

  test('when the rush is over the shop takes at most 1.5 GB, and 1.8 GB with all that looks at it', async (t) => {
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    let last: Status | undefined;
    try {
      await eventually(
        async () => {
          last = await status();
          const observed = observersOf(last);
          assert.ok(
            last.memoryBytes - observed <= MAX_MEMORY,
            `${mb(last.memoryBytes - observed)} without observers`,
          );
          assert.ok(last.memoryBytes <= MAX_MEMORY_OBSERVED, mb(last.memoryBytes));
        },
        { within: RUSH_IS_OVER_MS },
      );
    } finally {
      if (last) {
        const observed = mb(observersOf(last));
        t.diagnostic(
          `${mb(last.memoryBytes)} in ${last.processes.length} processes, ${observed} of it observers'`,
        );
        for (const one of last.processes) t.diagnostic(`${one.name.padEnd(32)}${mb(one.memoryBytes ?? 0)}`);
      }
    }
  });

  badInput(() => shopper);
  oneWayIn(
    () => system,
    () => shopper,
  );
  payments(
    () => system,
    () => shopper,
  );
  orderProcess(
    () => system,
    () => shopper,
  );
  alerts(
    () => system,
    () => shopper,
  );
  lookAroundInABrowser(() => system);
  buyInABrowser(() => system);
  everyPanel(() => system);
  operationsInABrowser(() => system);

  metricsAsListed(() => system);

  test('what the user gets wrong is said in one clear sentence', async (t) => {
    const oneSentence = (stderr: string, told: RegExp) => {
      assert.match(stderr, told);
      assert.doesNotMatch(stderr, /^\s+at /m, 'no stack trace');
    };
    await t.test('a file that is not there', async () => {
      const { code, stderr } = await system.fondaco('import', 'products', 'no-such-file.csv');
      assert.equal(code, 1);
      oneSentence(stderr, /no-such-file\.csv/);
    });
    await t.test('a system that does not run', async () => {
      const { code, stderr } = await fondaco('status', '--port', '23443');
      assert.equal(code, 1);
      oneSentence(stderr, /npm start/);
    });
    await t.test('an instance that runs already', async () => {
      const { code, stderr } = await fondaco('start', '--port', String(port));
      assert.equal(code, 1);
      oneSentence(stderr, /already/i);
    });
    await t.test('a port that somebody else uses', async () => {
      const other = createServer().listen(22_443, '127.0.0.1');
      try {
        const { code, stderr } = await fondaco('start', '--port', '22443');
        assert.equal(code, 1);
        oneSentence(stderr, /22443.*--port/s);
      } finally {
        other.close();
      }
    });
  });

  test('a warm start takes up the same data, to the first order in at most 20 s', async (t) => {
    const { accessToken: token } = await shopper.register();
    const [product] = await shopper.products();
    const sku = product?.variants[0]?.sku ?? '';
    const kept = await shopper.placeOrder(token, [{ sku, quantity: 1 }]);
    await shopper.close();
    assert.equal(await system.stop(), 0, system.printed());

    const startedAt = performance.now();
    const traced = ['--set', `all.OTLP_ENDPOINT=${collector.endpoint}`, '--set', 'all.TRACE_SAMPLE_RATIO=1'];
    system = await startSystem({ port, args: ['--replicas', 'products=2', ...traced] });
    shopper = await shopperOf(system);
    const again = await shopper.register();
    await shopper.placeOrder(again.accessToken, [{ sku, quantity: 1 }]);
    const seconds = (performance.now() - startedAt) / 1000;
    t.diagnostic(`${seconds.toFixed(1)} s`);
    assert.ok(seconds <= MAX_WARM_START_SECONDS, `${seconds.toFixed(1)} s`);

    const { status: code, body } = await shopper.call('GET', `/api/v1/orders/${kept.orderId}`, { token });
    assert.equal(code, 200);
    assert.equal(body.orderId, kept.orderId);
  });

  // From here on every trace is recorded.
  oneCheckoutOneTrace(
    () => system,
    () => shopper,
    () => collector,
  );
  nothingSecretLeft(
    () => system,
    () => collector,
  );
});
