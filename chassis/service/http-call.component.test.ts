import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { Type } from 'typebox';
import { eventually, silentLog } from '../testing/index.ts';
import {
  createHttpCall,
  type HttpCall,
  type HttpCallOptions,
  UpstreamProblem,
  UpstreamUnavailable,
} from './index.ts';

const Thing = Type.Object({ id: Type.Integer() });
type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
};

describe('http call', () => {
  let server: Server;
  let answer: RequestListener;
  let received: Received[];
  let metrics: Registry;
  const calls: HttpCall[] = [];

  const thing: RequestListener = (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"id":1,"more":"than the caller knows"}');
  const status =
    (code: number, body: unknown = {}): RequestListener =>
    (_, response) =>
      response.writeHead(code, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
  const silence: RequestListener = () => undefined;
  const hangUp: RequestListener = (request) => void request.socket.destroy();

  const callWith = (options: Partial<HttpCallOptions> = {}): HttpCall => {
    const { port } = server.address() as AddressInfo;
    const call = createHttpCall({
      upstream: 'products',
      baseUrl: `http://127.0.0.1:${port}`,
      metrics,
      log: silentLog(),
      ...options,
    });
    calls.push(call);
    return call;
  };
  const getThing = (call: HttpCall) => call({ method: 'GET', path: '/v1/things/1', response: Thing });
  const postThing = (call: HttpCall, idempotent?: boolean) =>
    call({
      method: 'POST',
      path: '/v1/things',
      body: { a: 1 },
      response: Thing,
      ...(idempotent === undefined ? {} : { idempotent }),
    });

  beforeEach(async () => {
    received = [];
    answer = thing;
    metrics = new Registry();
    server = createServer((request, response) => {
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await Promise.all(calls.splice(0).map((call) => call.close()));
    server.close();
  });

  it('sends method, path, query and body, and answers what came back', async () => {
    const call = callWith();
    const result = await call({
      method: 'POST',
      path: '/v1/things',
      query: { limit: 5, tag: ['a', 'b'], absent: undefined },
      body: { a: 1 },
      response: Thing,
    });
    assert.equal(result.id, 1);
    assert.equal(received[0]?.method, 'POST');
    assert.equal(received[0]?.url, '/v1/things?limit=5&tag=a&tag=b');
    assert.equal(received[0]?.headers['content-type'], 'application/json');
    assert.match(
      await metrics.metrics(),
      /http_client_request_duration_seconds_count\{service_peer_name="products",http_request_method="POST",http_response_status_code="200",error_type=""\} 1/,
    );
  });

  it('passes the user token on, and signs as itself without one', async () => {
    const call = callWith({ sign: async (audience) => `signed-for-${audience}` });
    await call({ method: 'GET', path: '/', userToken: 'user-token', response: Thing });
    await getThing(call);
    assert.deepEqual(
      received.map((request) => request.headers.authorization),
      ['Bearer user-token', 'Bearer signed-for-products'],
    );
  });

  it('takes an empty answer for null', async () => {
    answer = (_, response) => response.writeHead(204).end();
    assert.equal(await callWith()({ method: 'POST', path: '/', response: Type.Null() }), null);
  });

  const movedTo =
    (location: string): RequestListener =>
    (request, response) =>
      request.url === '/v1/things/1'
        ? response.writeHead(308, { location }).end('moved')
        : thing(request, response);

  it('reads what has moved at its new place', async () => {
    for (const location of ['2', '/v1/things/2', './2']) {
      received = [];
      answer = movedTo(location);
      assert.equal((await getThing(callWith({ sign: async () => 'signed' }))).id, 1, location);
      assert.deepEqual(
        received.map(({ url, headers }) => [url, headers.authorization]),
        [
          ['/v1/things/1', 'Bearer signed'],
          ['/v1/things/2', 'Bearer signed'],
        ],
      );
    }
  });

  it('follows only once, only a GET, and never to somebody else', async () => {
    const broken = (error: unknown) => error instanceof UpstreamUnavailable;
    answer = (_, response) => response.writeHead(308, { location: '1' }).end();
    await assert.rejects(callWith()({ method: 'POST', path: '/v1/things', response: Thing }), broken);
    assert.equal(received.length, 1);

    answer = movedTo('http://elsewhere.example/v1/things/2');
    await assert.rejects(getThing(callWith()), broken);
    answer = (_, response) => response.writeHead(308, { location: 'again' }).end();
    await assert.rejects(getThing(callWith()), broken);
    assert.deepEqual(
      [...new Set(received.map(({ url }) => url))],
      ['/v1/things', '/v1/things/1', '/v1/things/again'],
    );
  });

  it("throws the upstream's own no as it is, and asks once", async () => {
    answer = status(409, {
      type: 'about:blank',
      title: 'Taken',
      status: 409,
      code: 'products/taken',
      sku: 'A',
    });
    await assert.rejects(getThing(callWith()), (error) => {
      assert.ok(error instanceof UpstreamProblem);
      assert.equal(error.status, 409);
      assert.equal(error.problem.code, 'products/taken');
      assert.equal(error.problem.sku, 'A');
      return true;
    });
    assert.equal(received.length, 1);
  });

  it('understands a 4xx that is no problem document', async () => {
    answer = (_, response) => response.writeHead(404).end('<html>');
    await assert.rejects(
      getThing(callWith()),
      (error) => error instanceof UpstreamProblem && error.problem.code === 'upstream/refused',
    );
  });

  it('tries what is idempotent again', async () => {
    answer = (request, response) =>
      received.length < 3 ? status(503)(request, response) : thing(request, response);
    assert.equal((await getThing(callWith())).id, 1);
    assert.equal(received.length, 3);
    received = [];
    assert.equal((await postThing(callWith(), true)).id, 1);
    assert.equal(received.length, 3);
  });

  it('never sends a POST twice that is not idempotent', async () => {
    const call = callWith();
    for (const failing of [status(503), hangUp]) {
      received = [];
      answer = failing;
      await assert.rejects(postThing(call), UpstreamUnavailable);
      assert.equal(received.length, 1);
    }
  });

  it('gives up at the deadline and lets the connection go', async () => {
    let closed = false;
    answer = (request) =>
      void request.socket.once('close', () => {
        closed = true;
      });
    const started = performance.now();
    await assert.rejects(getThing(callWith({ deadlineMs: 300 })), (error) => {
      assert.ok(error instanceof UpstreamUnavailable);
      assert.equal(error.code, 'products/unavailable');
      assert.match(error.message, /300 ms|no answer/);
      return true;
    });
    assert.ok(performance.now() - started < 800);
    await eventually(() => assert.equal(closed, true));
  });

  it('keeps to one deadline with all its attempts', async () => {
    answer = status(503);
    const started = performance.now();
    await assert.rejects(getThing(callWith({ deadlineMs: 60 })), UpstreamUnavailable);
    assert.ok(performance.now() - started < 400);
  });

  it('refuses an answer that breaks the contract', async () => {
    const call = callWith();
    for (const body of ['{"id":"one"}', 'not json', '']) {
      answer = (_, response) => response.writeHead(200).end(body);
      await assert.rejects(postThing(call), /breaks the contract/);
    }
  });

  it('opens the breaker after failures in a row, and closes it when the upstream is back', async () => {
    const call = callWith({ deadlineMs: 500 });
    answer = status(502);
    await eventually(async () => {
      await assert.rejects(postThing(call), /breaker open/);
    });
    const askedSoFar = received.length;
    await assert.rejects(postThing(call), UpstreamUnavailable);
    assert.equal(received.length, askedSoFar);
    answer = thing;
    await eventually(async () => assert.equal((await postThing(call)).id, 1));
  });

  it('counts silence as failure for the breaker', async () => {
    answer = silence;
    for (const ask of [getThing, postThing]) {
      const call = callWith({ deadlineMs: 50 });
      await eventually(() => assert.rejects(ask(call), /breaker open/));
    }
  });

  it('counts a 503 of a proxy as failure for the breaker', async () => {
    const problem = { title: 'No replica', code: 'balancer/unavailable' };
    for (const body of [problem, '<html>']) {
      answer = status(503, body);
      const call = callWith();
      await eventually(() => assert.rejects(postThing(call), /breaker open/));
    }
  });

  it("does not close the door to an upstream that lacks something itself, as another's answer", async () => {
    for (const [code, body] of [
      [503, { title: 'Not available', code: 'payments/unavailable' }],
      [503, { title: 'Not available', code: 'service/unavailable' }],
      [500, { title: 'Something went wrong', code: 'internal' }],
    ] as const) {
      answer = status(code, body);
      const call = callWith();
      for (let count = 0; count < 20; count += 1) await assert.rejects(postThing(call), UpstreamUnavailable);
      answer = thing;
      assert.equal((await postThing(call)).id, 1);
    }
  });

  it('does not take refusals for failures', async () => {
    const call = callWith();
    answer = status(404, { title: 'No', code: 'products/unknown' });
    for (let count = 0; count < 20; count += 1) await assert.rejects(postThing(call), UpstreamProblem);
  });

  it('is told at once when nobody listens', async () => {
    const call = callWith({ baseUrl: 'http://127.0.0.1:1' });
    await assert.rejects(postThing(call), UpstreamUnavailable);
    assert.match(
      await metrics.metrics(),
      /http_request_method="POST",http_response_status_code="",error_type="no_answer"\} 1/,
    );
  });
});
