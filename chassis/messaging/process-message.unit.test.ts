import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import type { Database } from '../postgres/index.ts';
import { silentLog } from '../testing/index.ts';
import { measureConsumer } from './consumer-measurements.ts';
import { Counted } from './event-for-tests.ts';
import { ATTEMPTS } from './failure.ts';
import { handle } from './handler.ts';
import { createHold } from './hold.ts';
import { createProcessMessage } from './process-message.ts';

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
  const incoming = {
    topic: Counted.topic,
    partition: 0,
    offset: 0n,
    key: 'key',
    headers: { ce_id: v7(), ce_type: Counted.type },
    payload: Buffer.from('{"key":"key","number":1}'),
  };
  assert.equal(await processMessage(incoming, new AbortController().signal), 'parked');
  assert.equal(transactions, ATTEMPTS + 3);
});
