import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Registry } from '@prometheus-io/client';
import { eventually, silentLog, testDatabase, testKafka } from '../testing/index.ts';
import { Counted, TEST_MIGRATIONS } from './event-for-tests.ts';
import { createOutbox } from './index.ts';

const FROZEN_RELAY = fileURLToPath(new URL('frozen-relay-for-tests.ts', import.meta.url));

test('a relay that was frozen with rows in its hands puts none of them after newer ones', async () => {
  const database = await testDatabase(TEST_MIGRATIONS);
  const kafka = await testKafka([Counted.topic]);
  const outbox = createOutbox({
    db: database.db,
    kafka: kafka.kafka,
    service: 'test',
    metrics: new Registry(),
    log: silentLog(),
  });
  const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`);
  const append = (number: number) =>
    database.db.transaction((tx) =>
      outbox.appendAll(
        tx,
        Counted,
        keys.map((key) => ({ key, number })),
      ),
    );
  const numbersOf = async (key: string): Promise<number[]> =>
    (await kafka.read(Counted.topic))
      .filter((message) => message.key === key)
      .map((message) => (message.value as { number: number }).number);

  await append(1);
  await append(2);
  const frozen = fork(FROZEN_RELAY, [database.url, kafka.brokers.join(','), kafka.namespace]);
  const told: unknown[] = [];
  frozen.on('message', (message) => told.push(message));
  try {
    await eventually(() => assert.ok(told.includes('claimed')));
    // Takes over when the leases of the frozen one have run out, and publishes what is newer.
    await outbox.relay.start();
    await append(3);
    await append(4);
    await eventually(
      async () => {
        for (const key of keys) assert.equal((await numbersOf(key)).at(-1), 4);
      },
      { within: 20_000 },
    );

    frozen.kill('SIGCONT');
    await eventually(() =>
      assert.ok(told.includes('outbox: fenced, another relay has taken the bucket over'), String(told)),
    );
    await append(5);
    await eventually(
      async () => {
        for (const key of keys) assert.equal((await numbersOf(key)).at(-1), 5);
      },
      { within: 20_000 },
    );
    for (const key of keys) {
      const numbers = await numbersOf(key);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
        `${key} went back: ${numbers}`,
      );
    }
  } finally {
    frozen.kill('SIGKILL');
    if (frozen.exitCode === null && frozen.signalCode === null) await once(frozen, 'exit');
    await outbox.relay.stop();
    await kafka.close();
    await database.close();
  }
});
