import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { eventually, recordingLog } from '../testing/index.ts';
import { createHttp } from './index.ts';

it('a request whose client did not wait is logged and measured once, as 499', async () => {
  const { log, records } = recordingLog();
  const metrics = new Registry();
  const http = await createHttp({ name: 'orders', log, metrics });
  let answerNow = () => {};
  const asked = new Promise<void>((resolve) => {
    http.get('/v1/slow', { config: { access: ['public'] } }, async () => {
      resolve();
      await new Promise<void>((release) => {
        answerNow = release;
      });
      return 'late';
    });
  });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const request = fetch(`${url}/v1/slow`, { signal: leaving.signal });
  await asked;
  leaving.abort();
  await assert.rejects(request);
  const lines = () => records.filter((record) => record.msg === 'request');
  await eventually(() => assert.equal(lines().length, 1));
  answerNow();
  await http.close();
  assert.deepEqual(
    lines().map(({ route, status }) => ({ route, status })),
    [{ route: '/v1/slow', status: 499 }],
  );
  assert.match(
    await metrics.metrics(),
    /duration_seconds_count\{http_request_method="GET",http_route="\/v1\/slow",http_response_status_code="499"\} 1/,
  );
});
