import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import type { Database } from '../postgres/index.ts';
import { silentLog } from '../testing/index.ts';
import { measureConsumer } from './consumer-measurements.ts';
import { Counted } from './event-for-tests.ts';
import { ATTEMPTS, Unprocessable } from './failure.ts';
import { handle } from './handler.ts';
import { createHold } from './hold.ts';
import { createProcessMessage } from './process-message.ts';

const incoming = {
  topic: Counted.topic,
  partition: 0,
  offset: 0n,
  key: 'key',
  headers: { ce_id: v7(), ce_type: Counted.type },
  payload: Buffer.from('{"key":"key","number":1}'),
};

test('a message that cannot even be parked is held, and tried until it can', async () => {
  let transactions = 0;
  const db = {
    transaction: async () => {
      transactions += 1;
      if (transactions < ATTEMPTS + 3) throw new Error('permission denied');
      return 'parked';
    },
  } as unknown as Database;
  const processMessage = createProcessMessage({
    db,
    consumer: 'test.process',
    handlers: [handle(Counted, async () => undefined)],
    inbox: true,
    hold: createHold(),
    measurements: measureConsumer(new Registry(), 'test.process'),
    log: silentLog(),
  });
  assert.equal(await processMessage(incoming, new AbortController().signal), 'parked');
  assert.equal(transactions, ATTEMPTS + 3);
});

describe('a message that failed together with others', () => {
  /** Its transactions: `run` when the handler was called in it, `park` when it was parked. */
  const transactionsAfter = async (error: unknown): Promise<string[]> => {
    const transactions: string[] = [];
    const tx = {
      query: async ({ name }: { name: string }) => {
        if (name === 'parked-message-insert') transactions.push('park');
        return { rows: [{ first: true, behindParked: false }], count: 1 };
      },
    };
    const processMessage = createProcessMessage({
      db: {
        transaction: async (work: (of: typeof tx) => Promise<unknown>) => work(tx),
      } as unknown as Database,
      consumer: 'test.process',
      handlers: [
        handle(Counted, async () => {
          transactions.push('run');
          throw error;
        }),
      ],
      inbox: true,
      hold: createHold(),
      measurements: measureConsumer(new Registry(), 'test.process'),
      log: silentLog(),
    });
    assert.equal(await processMessage(incoming, new AbortController().signal, { error }), 'parked');
    return transactions;
  };

  test('has had one of its attempts', async () => {
    assert.deepEqual(await transactionsAfter(new TypeError('bad luck')), ['run', 'run', 'park']);
  });

  test('is parked at once when it will fail again', async () => {
    assert.deepEqual(await transactionsAfter(new Unprocessable('never')), ['park']);
  });
});
