import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../testing/index.ts';
import {
  annotate,
  beginScope,
  bound,
  currentScope,
  inScope,
  inSpan,
  logFields,
  startTracing,
} from './index.ts';

type Spans = { name: string; spanId: string; parentSpanId?: string; status?: { code?: number } }[];

describe('tracing', () => {
  let collector: Server;
  const received: Spans = [];
  const bodies: string[] = [];
  const counted: Record<string, number> = {};
  const count = (error: string, spans: number) => {
    counted[error] = (counted[error] ?? 0) + spans;
  };
  const process = { service: 'test', instance: 'test-1', count };
  const start = (endpoint: string | undefined, ratio: number) =>
    startTracing({ OTLP_ENDPOINT: endpoint, TRACE_SAMPLE_RATIO: ratio }, process);
  const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

  before(async () => {
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        bodies.push(body);
        const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Spans }[] }[] };
        received.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    collector.close();
    collector.closeAllConnections();
  });

  it('sends the steps of a sampled trace, each below the one that it is a part of, when it stops at the latest', async () => {
    const stop = await start(endpoint(), 1);
    const { scope, span } = beginScope(null, 'request');
    await inScope(scope, () =>
      inSpan('outer', {}, async () => {
        await inSpan('inner', {}, async () => undefined);
        await inSpan('failing', {}, async () => {
          throw new TypeError('the card 4242424242424242');
        }).catch(() => undefined);
      }),
    );
    span?.end();
    await stop();
    const byName = new Map(received.map((one) => [one.name, one]));
    assert.deepEqual([...byName.keys()].sort(), ['failing', 'inner', 'outer', 'request']);
    assert.equal(byName.get('request')?.spanId, scope.trace.spanId);
    assert.equal(byName.get('outer')?.parentSpanId, byName.get('request')?.spanId);
    assert.equal(byName.get('inner')?.parentSpanId, byName.get('outer')?.spanId);
    assert.equal(byName.get('failing')?.status?.code, 2);
    assert.match(bodies.join(), /TypeError/);
    assert.doesNotMatch(bodies.join(), /4242/, 'what an error says stays here');
    assert.equal(counted[''], 4);
  });

  it('records nothing without a collector, and keeps the ids for the logs', async () => {
    const stop = await start(undefined, 1);
    const { scope, span } = beginScope(null, 'request');
    assert.equal(span, null);
    assert.deepEqual(inScope(scope, logFields), { traceId: scope.trace.traceId });
    await stop();
  });

  it('takes over what the caller has decided, and decides itself only about new traces', async () => {
    const stop = await start(endpoint(), 0);
    const caller = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    assert.equal(beginScope(null, 'new').span, null);
    assert.equal(beginScope({ ...caller, sampled: false }, 'unsampled').span, null);
    const { scope, span } = beginScope({ ...caller, sampled: true }, 'sampled');
    assert.equal(span?.trace.traceId, caller.traceId);
    assert.notEqual(scope.trace.spanId, caller.spanId);
    span?.end();
    await stop();
    assert.equal(received.at(-1)?.parentSpanId, caller.spanId);
  });

  it('samples a share of the new traces', async () => {
    const stop = await start(endpoint(), 0.1);
    const sampled = Array.from({ length: 5_000 }, () => beginScope(null, 'maybe').span).filter(
      Boolean,
    ).length;
    assert.ok(sampled > 350 && sampled < 650, `${sampled} of 5000`);
    await stop();
  });

  it('neither waits nor grows while the collector is away: what is too much is dropped and counted', async () => {
    const { port } = collector.address() as AddressInfo;
    const hanging = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const away = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
    assert.notEqual(away.split(':').at(-1), String(port));
    const stop = await start(away, 1);
    const began = performance.now();
    for (let n = 0; n < 5_000; n++) beginScope(null, 'request').span?.end();
    assert.ok(performance.now() - began < 2_000);
    assert.equal(counted.queue_full, 5_000 - 2_048);
    hanging.close();
    hanging.closeAllConnections();
    await stop();
    await eventually(() => assert.equal(counted.export_failed, 2_048), { within: 30_000 });
  });

  it('gives what is called elsewhere its own scope back', () => {
    const { scope } = beginScope(null, 'request');
    const callback = inScope(scope, () => {
      annotate({ orderId: 'o-1' });
      return bound(() => currentScope());
    });
    assert.equal(currentScope(), undefined);
    assert.equal(inScope(beginScope(null, 'other').scope, callback), scope);
    assert.deepEqual(inScope(scope, logFields), { traceId: scope.trace.traceId, orderId: 'o-1' });
  });
});
