import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import { eventually, silentLog } from '../testing/index.ts';
import { beginScope, currentScope, formatTraceparent, inScope, type TraceContext } from '../tracing/index.ts';
import { recordSpans } from '../tracing/span.ts';
import { type TestConsumers, testConsumers } from './consumer-for-tests.ts';
import { measureConsumer } from './consumer-measurements.ts';
import { Counted } from './event-for-tests.ts';
import { createOutbox, handle } from './index.ts';
import { createProcessBatch } from './process-batch.ts';

describe('the trace of an event', () => {
  let consumers: TestConsumers;
  let exporter: InMemorySpanExporter | undefined;
  /** In which trace each key was processed. */
  const seen = new Map<string, TraceContext | undefined>();

  before(async () => {
    consumers = await testConsumers();
    const { db, kafka } = consumers;
    const outbox = createOutbox({
      db,
      kafka: kafka.kafka,
      service: 'test',
      metrics: new Registry(),
      log: silentLog(),
    });
    const append = (key: string) => db.transaction((tx) => outbox.append(tx, Counted, { key, number: 1 }));
    const inTrace = async (key: string, sampled: boolean): Promise<void> => {
      if (sampled) exporter ??= record();
      else recordSpans(null);
      const { scope, span } = beginScope(null, `request ${key}`);
      begun.set(key, scope.trace);
      await inScope(scope, () => append(key));
      span?.end();
    };
    await inTrace('unsampled', false);
    await append('nobody');
    for (const key of ['a', 'b', 'c']) await inTrace(key, true);
    await outbox.relay.start();
    await eventually(async () => assert.equal((await kafka.read(Counted.topic)).length, 5));
    await outbox.relay.stop();
    await consumers.consume({
      keys: /./,
      react: async (_, { key }) => void seen.set(key, currentScope()?.trace),
    });
    await eventually(() => assert.equal(seen.size, 5));
    await eventually(() => assert.equal(named(`process ${Counted.type}`).length, 4));
  });
  after(async () => {
    recordSpans(null);
    await consumers.close();
  });

  const begun = new Map<string, TraceContext>();
  const named = (name: string): ReadableSpan[] =>
    (exporter?.getFinishedSpans() ?? []).filter((span) => span.name === name);
  const inTraceOf = (spans: ReadableSpan[], key: string): ReadableSpan | undefined =>
    spans.find((span) => span.spanContext().traceId === begun.get(key)?.traceId);

  test('goes through the outbox and the broker to whoever processes it, recorded or not', () => {
    for (const key of ['unsampled', 'a', 'b', 'c']) {
      assert.equal(seen.get(key)?.traceId, begun.get(key)?.traceId, key);
      assert.equal(seen.get(key)?.sampled, key !== 'unsampled');
    }
  });

  test('begins where it is processed when it has none', () => {
    assert.match(seen.get('nobody')?.traceId ?? '', /^[0-9a-f]{32}$/);
  });

  test('has a step for being sent and below it one for being processed, with its statements', () => {
    for (const key of ['a', 'b', 'c']) {
      const sent = inTraceOf(named(`send ${Counted.topic}`), key);
      const processed = inTraceOf(named(`process ${Counted.type}`), key);
      assert.equal(sent?.parentSpanContext?.spanId, begun.get(key)?.spanId);
      assert.equal(processed?.parentSpanContext?.spanId, sent?.spanContext().spanId);
      const effect = inTraceOf(named('test-effect'), key);
      assert.equal(effect?.parentSpanContext?.spanId, processed?.spanContext().spanId);
    }
  });

  test('is linked to those that share the transaction with it', async () => {
    const exporter = record();
    const keys = ['x', 'y', 'z'];
    const traces = new Map(keys.map((key) => [key, beginScope(null, `request ${key}`).scope.trace]));
    const processBatch = createProcessBatch({
      db: consumers.db,
      consumer: 'test.linked',
      handlers: [handle(Counted, async () => undefined)],
      inbox: true,
      measurements: measureConsumer(new Registry(), 'test.linked'),
      log: silentLog(),
    });
    const batch = [...traces].map(([key, trace], n) => ({
      topic: Counted.topic,
      partition: 0,
      offset: BigInt(n),
      key,
      headers: { ce_id: v7(), ce_type: Counted.type, ce_traceparent: formatTraceparent(trace) },
      payload: Buffer.from(JSON.stringify({ key, number: 1 })),
    }));
    assert.equal(await processBatch(batch), undefined);
    const processed = exporter.getFinishedSpans().filter(({ name }) => name === `process ${Counted.type}`);
    for (const [key, trace] of traces) {
      const span = processed.find((one) => one.spanContext().traceId === trace.traceId);
      assert.equal(span?.parentSpanContext?.spanId, trace.spanId);
      assert.deepEqual(
        span?.links.map(({ context }) => context.traceId).sort(),
        keys
          .filter((other) => other !== key)
          .map((other) => traces.get(other)?.traceId)
          .sort(),
      );
    }
  });
});

/** Records everything from here on, where the test can see it. */
const record = (): InMemorySpanExporter => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  recordSpans({ tracer: provider.getTracer('test'), ratio: 1 });
  return exporter;
};
