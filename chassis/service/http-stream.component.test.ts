import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { createHttpStream, UpstreamProblem, UpstreamUnavailable } from './index.ts';

const opening = async (t: TestContext, answer: RequestListener, silenceMs = 5_000) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const metrics = new Registry();
  const open = createHttpStream({
    upstream: 'orders',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deadlineMs: 300,
    silenceMs,
    metrics,
  });
  t.after(async () => {
    await open.close();
    server.closeAllConnections();
    server.close();
  });
  return {
    metrics,
    open: () => open({ path: '/v1/stream', userToken: 't0ken', headers: { 'last-event-id': '7' } }),
  };
};

test('a stream is opened with the user’s token and read as it is written', async (t) => {
  const { open, metrics } = await opening(t, (request, response) => {
    response.writeHead(200).write(`${request.headers.authorization} ${request.headers['last-event-id']}`);
  });
  const stream = await open();
  assert.equal(String((await once(stream, 'data'))[0]), 'Bearer t0ken 7');
  stream.destroy();
  stream.on('error', () => undefined);
  const calls = await metrics.getSingleMetricAsString('http_client_request_duration_seconds');
  assert.match(
    calls,
    /_count\{service_peer_name="orders",http_request_method="GET",http_response_status_code="200",error_type=""\} 1/,
  );
});

test('a stream in which nothing comes any more fails', async (t) => {
  const { open } = await opening(t, (_, response) => void response.writeHead(200).write('1'), 50);
  const stream = await open();
  stream.resume();
  const [error] = await once(stream, 'error');
  assert.equal(error.code, 'UND_ERR_BODY_TIMEOUT');
});

test('a refusal and no stream are errors of their own', async (t) => {
  const answering = (status: number, body = ''): RequestListener => {
    return (_, response) => void response.writeHead(status).end(body);
  };
  const refused = await opening(t, answering(404, '{"code":"orders/not-found","title":"No such order"}'));
  await assert.rejects(refused.open(), (error) => {
    assert.ok(error instanceof UpstreamProblem);
    assert.equal(error.problem.code, 'orders/not-found');
    return true;
  });
  for (const status of [204, 502]) {
    await assert.rejects((await opening(t, answering(status))).open(), UpstreamUnavailable);
  }
  await assert.rejects((await opening(t, () => undefined)).open(), UpstreamUnavailable);
});
