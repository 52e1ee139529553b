import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Producer } from '@platformatic/kafka';
import { v7 } from 'uuid';
import { silentLog, type TestKafka, testKafka } from '../testing/index.ts';
import { cloudEventHeaders } from './event.ts';
import { Counted } from './event-for-tests.ts';
import { createKafka, readTopic, type TopicPiece, TopicUnreadable } from './index.ts';
import { type TestProxy, testBrokerProxy } from './proxy-for-tests.ts';

describe('reading a topic from its beginning to its end', () => {
  let cluster: TestKafka;
  let producer: Producer;

  before(async () => {
    cluster = await testKafka([Counted.topic, 'test.empty']);
    producer = new Producer(cluster.kafka.connection);
  });
  after(async () => {
    await producer?.close();
    await cluster?.close();
  });

  const write = async (
    messages: readonly { key: string; value: unknown; type?: string | null; pad?: string }[],
    topic = Counted.topic,
  ): Promise<void> => {
    const stamp = { id: v7(), service: 'test', time: new Date() };
    await producer.send({
      messages: messages.map(({ key, value, type = Counted.type }) => ({
        topic: cluster.kafka.named(topic),
        key: Buffer.from(key),
        value: (value === null ? null : Buffer.from(JSON.stringify(value))) as Buffer,
        headers: new Map(
          Object.entries(
            type === null ? {} : cloudEventHeaders({ ...stamp, key, type, traceparent: null }),
          ).map(([name, header]) => [Buffer.from(name), Buffer.from(header)]),
        ),
      })),
      acks: -1,
    });
  };
  const reading = (options: { kafka?: TestKafka['kafka']; signal?: AbortSignal; patienceMs?: number } = {}) =>
    readTopic({
      kafka: cluster.kafka,
      definition: Counted,
      signal: new AbortController().signal,
      ...options,
    });
  type Piece = TopicPiece<{ key: string; number: number }>;
  const numbersOf = (pieces: readonly Piece[], key: string) =>
    pieces.flatMap(({ entries }) =>
      entries.filter((entry) => entry.key === key).map(({ event }) => event?.data.number ?? null),
    );

  test('finds nothing in an empty topic', async () => {
    const pieces = await Array.fromAsync(
      readTopic({
        kafka: cluster.kafka,
        definition: { ...Counted, topic: 'test.empty' },
        signal: new AbortController().signal,
      }),
    );
    assert.deepEqual(pieces, []);
  });

  test('gives what was there at its beginning, each key in its order, tombstones as null', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `key-${n}`);
    await write(keys.map((key) => ({ key, value: { key, number: 1 } })));
    await write(keys.map((key) => ({ key, value: { key, number: 2 } })));
    await write([{ key: 'key-3', value: null, type: null }]);

    const pieces: Piece[] = [];
    for await (const piece of reading()) {
      if (pieces.length === 0) await write(keys.map((key) => ({ key, value: { key, number: 3 } })));
      pieces.push(piece);
    }
    for (const key of keys) {
      assert.deepEqual(numbersOf(pieces, key), key === 'key-3' ? [1, 2, null] : [1, 2]);
    }
    const shares = pieces.map(({ share }) => share);
    assert.deepEqual(shares, shares.toSorted());
    assert.equal(shares.at(-1), 1);
    assert.equal(
      pieces.reduce((sum, { unreadable }) => sum + unreadable, 0),
      0,
    );
  });

  test('counts what is no event of the schema, and passes over other types', async () => {
    await write([
      { key: 'odd', value: { key: 'odd', number: 'one' } },
      { key: 'odd', value: { key: 'odd', number: 1 }, type: null },
      { key: 'odd', value: { key: 'odd', number: 1 }, type: 'test.counter.reset.v1' },
      { key: 'odd', value: { key: 'odd', number: 7 } },
    ]);
    const pieces = await Array.fromAsync(reading());
    assert.deepEqual(numbersOf(pieces, 'odd'), [7]);
    assert.equal(
      pieces.reduce((sum, { unreadable }) => sum + unreadable, 0),
      2,
    );
  });

  test('fetches the next piece only when it is asked for', async () => {
    const pad = 'x'.repeat(100_000);
    for (let n = 0; n < 60; n++) await write([{ key: 'large', value: { key: 'large', number: n, pad } }]);
    const pieces = await Array.fromAsync(reading());
    const sizes = pieces.map(({ entries }) => entries.filter(({ key }) => key === 'large').length);
    assert.ok(Math.max(...sizes) < 20, `${sizes}`);
    assert.deepEqual(
      numbersOf(pieces, 'large'),
      Array.from({ length: 60 }, (_, n) => n),
    );
  });

  describe('through a network that fails', () => {
    let proxy: TestProxy;
    let kafka: TestKafka['kafka'];

    before(async () => {
      proxy = await testBrokerProxy(cluster.brokers[0] ?? '');
      kafka = createKafka({
        brokers: [`127.0.0.1:${proxy.port}`],
        clientId: 'read-topic',
        namespace: cluster.namespace,
        log: silentLog(),
      });
    });
    after(() => proxy?.close());

    test('goes on where it was when the cluster is back', async () => {
      const whole = await Array.fromAsync(reading());
      const pieces: Piece[] = [];
      for await (const piece of reading({ kafka })) {
        pieces.push(piece);
        if (pieces.length !== 2) continue;
        proxy.cut();
        setImmediate(() => proxy.heal());
      }
      assert.deepEqual(numbersOf(pieces, 'large'), numbersOf(whole, 'large'));
    });

    test('gives up when the cluster stays away', async () => {
      proxy.cut();
      try {
        await assert.rejects(Array.fromAsync(reading({ kafka, patienceMs: 300 })), TopicUnreadable);
      } finally {
        proxy.heal();
      }
    });

    test('ends with the reason of its signal', async () => {
      const stop = new AbortController();
      const reason = new Error('stopping');
      const pieces = reading({ signal: stop.signal });
      await pieces.next();
      stop.abort(reason);
      await assert.rejects(pieces.next(), reason);
    });
  });
});
