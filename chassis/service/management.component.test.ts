import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createMetrics } from './index.ts';
import { type Management, startManagement } from './management.ts';

describe('management port', () => {
  let management: Management;

  beforeEach(async () => {
    const metrics = createMetrics();
    management = await startManagement({ host: '127.0.0.1', port: 0, metrics });
  });
  afterEach(() => management.close());

  const get = async (path: string): Promise<{ status: number; body: string }> => {
    const answer = await fetch(`http://127.0.0.1:${management.port}${path}`);
    return { status: answer.status, body: await answer.text() };
  };

  it('is alive from the start, and ready only when told so', async () => {
    assert.equal((await get('/health/live')).status, 200);
    assert.deepEqual(await get('/health/ready'), { status: 503, body: '{"status":"starting"}' });
    management.ready({});
    assert.deepEqual(await get('/health/ready'), { status: 200, body: '{"status":"ready","failed":{}}' });
  });

  it('names the checks that fail, and does not wait for one that hangs', async () => {
    management.ready({
      fine: async () => undefined,
      broken: async () => {
        throw new Error('database away');
      },
      hanging: () => new Promise(() => undefined),
    });
    const answer = await get('/health/ready');
    assert.equal(answer.status, 503);
    assert.deepEqual(JSON.parse(answer.body), {
      status: 'failing',
      failed: { broken: 'database away', hanging: 'no answer within 1000 ms' },
    });
  });

  it('is not ready but alive while draining', async () => {
    management.ready({});
    management.draining();
    assert.deepEqual(await get('/health/ready'), { status: 503, body: '{"status":"draining"}' });
    assert.equal((await get('/health/live')).status, 200);
  });

  it('shows CPU, memory and event loop', async () => {
    const { status, body } = await get('/metrics');
    assert.equal(status, 200);
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      assert.match(body, new RegExp(`^${name} `, 'm'));
    }
  });

  it('knows nothing else', async () => {
    assert.equal((await get('/')).status, 404);
  });
});
