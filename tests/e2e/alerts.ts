import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { Producer, stringSerializers } from '@platformatic/kafka';
import { readExpression } from '../../platform/observability/promql/expression.ts';
import { prometheusOf } from '../system/prometheus.ts';
import type { Shopper } from '../system/shopper.ts';
import { slackOf } from '../system/slack.ts';
import type { System } from '../system/system.ts';

/** From the fault to the message in Slack. */
const TOLD_WITHIN_MS = 90_000;
const RESOLVED_WITHIN_MS = 90_000;

/** From a number to a message in Slack: what somebody on call gets to see, and that it is over. */
export const alerts = (system: () => System, shopper: () => Shopper): void => {
  const fondaco = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await system().fondaco(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  const secondsUntil = async (
    title: string,
    text: RegExp,
    options: { after: number; within: number },
  ): Promise<{ text: string; seconds: string }> => {
    const startedAt = performance.now();
    const told = await slackOf(system()).told(title, text, options);
    return {
      text: told.text ?? '',
      seconds: ((performance.now() - startedAt) / 1000).toFixed(1),
    };
  };

  const frozenConsumer = async (after: number): Promise<string> => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    await fondaco('freeze', 'products');
    let said: string;
    try {
      // Orders has its own copy of the catalogue: it takes the order, and nobody reserves its stock.
      await shopper().placeOrder(token, [{ sku: product?.variants[0]?.sku ?? '', quantity: 1 }]);
      const { text, seconds } = await secondsUntil(
        'FIRING: ConsumerLag · products',
        /products\.reservations is \d+(\.\d+)? seconds behind/,
        { after, within: TOLD_WITHIN_MS },
      );
      said = seconds;
      assert.match(text, /critical · .* · since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
      const runbook = /<(http[^|>]+)\|Runbook>/.exec(text)?.[1] ?? '';
      const page = await fetch(runbook);
      assert.equal(page.status, 200, runbook);
      assert.match(await page.text(), /# ConsumerLag/);
    } finally {
      await fondaco('thaw', 'products');
    }
    const resolved = await secondsUntil('RESOLVED: ConsumerLag · products', /over at/, {
      after,
      within: RESOLVED_WITHIN_MS,
    });
    return `frozen consumer: told after ${said} s, over after ${resolved.seconds} s`;
  };

  const killedDatabase = async (after: number): Promise<string> => {
    await fondaco('kill', 'postgres-notifications');
    // The supervisor would have it back within a second.
    await fondaco('stop', 'postgres-notifications');
    let said: string;
    try {
      const { text, seconds } = await secondsUntil(
        'FIRING: DatabaseDown · notifications',
        /postgres-notifications does not answer/,
        { after, within: TOLD_WITHIN_MS },
      );
      said = seconds;
      assert.match(text, /docs\/runbooks\/database-down\.md\|Runbook>/);
    } finally {
      await fondaco('start', 'postgres-notifications');
    }
    const resolved = await secondsUntil('RESOLVED: DatabaseDown · notifications', /over at/, {
      after,
      within: RESOLVED_WITHIN_MS,
    });
    return `killed database: told after ${said} s, over after ${resolved.seconds} s`;
  };

  const parkedMessage = async (after: number): Promise<string> => {
    const orderId = randomUUID();
    await publish(system(), 'products.reservation', orderId, 'no event of anybody');
    const { text, seconds } = await secondsUntil(
      'FIRING: MessagesParked · orders',
      /orders\.order-process has parked \d+ message/,
      { after, within: TOLD_WITHIN_MS },
    );
    assert.match(text, /docs\/runbooks\/messages-parked\.md\|Runbook>/);
    const id = await eventually(async () => {
      const listed = JSON.parse(
        await fondaco('parked', 'list', '--service', 'orders', '--key', orderId, '--json'),
      ) as { items: { id: number }[] }[];
      const [message] = listed.flatMap(({ items }) => items);
      return message?.id ?? assert.fail('it is not parked yet');
    });
    await fondaco('parked', 'discard', 'orders', String(id), '--reason', 'planted by a test');
    const resolved = await secondsUntil('RESOLVED: MessagesParked · orders', /over at/, {
      after,
      within: RESOLVED_WITHIN_MS,
    });
    return `parked message: told after ${seconds} s, over after ${resolved.seconds} s`;
  };

  test('every rule is evaluated, has all the series that it asks for, and records something', async () => {
    const { count, rules } = prometheusOf(system());
    const all = await eventually(
      async () => {
        const found = await rules();
        assert.deepEqual(
          found.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => [name, lastError]),
          [],
        );
        return found;
      },
      { within: 60_000 },
    );
    const recorded = all.flatMap(({ name, type }) => (type === 'recording' ? [name] : []));
    const asked = all.flatMap(({ query }) => readExpression(query).selectors.map(({ name }) => name));
    const empty: string[] = [];
    // Ratios have no value while nobody asks for anything.
    for (const name of new Set([...recorded, ...asked]))
      if ((await count(`last_over_time(${name}[1h])`)) === 0) empty.push(name);
    assert.deepEqual(empty, []);
  });

  test('a frozen consumer, a killed database and a message that parks itself are told in Slack, and that they are over', async (t) => {
    const after = await slackOf(system()).last();
    const outcomes = await Promise.allSettled([
      frozenConsumer(after),
      killedDatabase(after),
      parkedMessage(after),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') t.diagnostic(outcome.value);
      else throw outcome.reason;
    }
  });
};

/** As the administrator: no service may write what is no event of its own. */
const publish = async (system: System, topic: string, key: string, value: string): Promise<void> => {
  const producer = new Producer({
    clientId: 'alerts-test',
    bootstrapBrokers: system.addresses.brokers.map(({ host, port }) => `${host}:${port}`),
    sasl: {
      mechanism: 'SCRAM-SHA-512',
      username: 'admin',
      password: (await readFile(join(system.paths.secrets, 'kafka-admin'), 'utf8')).trim(),
    },
    serializers: stringSerializers,
  });
  try {
    await producer.send({ messages: [{ topic, key, value }] });
  } finally {
    await producer.close();
  }
};
