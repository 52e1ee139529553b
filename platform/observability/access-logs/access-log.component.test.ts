import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

const line = (fields: Record<string, string>): string =>
  JSON.stringify({
    time: '2026-11-29T10:00:00+00:00',
    requestId: '0123456789abcdef',
    method: 'GET',
    route: '/bff/catalogue',
    status: '200',
    bytes: '512',
    seconds: '0.004',
    protocol: 'HTTP/2.0',
    upstream: '127.0.0.1:8663',
    upstreamStatus: '200',
    upstreamSeconds: '0.003',
    upstreamConnectSeconds: '0.000',
    ...fields,
  });

let folder: string;
let shown: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-access-log-'));
  const log = join(folder, 'gateway-access.log');
  const lines = [
    line({}),
    line({
      method: 'POST',
      route: '/bff/orders',
      status: '201',
      seconds: '0.304',
      upstream: '127.0.0.1:8665, 127.0.0.1:8667',
      upstreamStatus: '502, 201',
      upstreamSeconds: '0.001, 0.300',
      upstreamConnectSeconds: '-, 0.000',
    }),
    line({
      method: 'BREW',
      route: 'none',
      status: '405',
      upstream: '',
      upstreamStatus: '',
      upstreamSeconds: '',
    }),
    line({ route: '/bff/stream', seconds: '61.000', upstreamSeconds: '61.000' }),
  ];
  await writeFile(log, `${lines.join('\n')}\n`);
  const { stdout } = await run('mtail', [
    '-one_shot',
    '-one_shot_format=prometheus',
    '-emit_prog_label=false',
    `-progs=${import.meta.dirname}`,
    `-logs=${log}`,
    '-logtostderr',
  ]);
  shown = stdout;
});
after(() => rm(folder, { recursive: true, force: true }));

const has = (series: string): void => assert.ok(shown.split('\n').includes(series), `${series} in\n${shown}`);

test('requests are counted by route, status and time', () => {
  has(
    'nginx_http_request_duration_seconds_count{method="GET",route="/bff/catalogue",server="gateway",status="200"} 1',
  );
  has(
    'nginx_http_request_duration_seconds_bucket{method="POST",route="/bff/orders",server="gateway",status="201",le="0.3"} 0',
  );
  has(
    'nginx_http_request_duration_seconds_bucket{method="POST",route="/bff/orders",server="gateway",status="201",le="0.5"} 1',
  );
});

test('the replica that gave the answer is the last one that was asked; that there were two is counted', () => {
  has('nginx_upstream_duration_seconds_sum{server="gateway",status="201",upstream="127.0.0.1:8667"} 0.3');
  has('nginx_upstream_retries_total{server="gateway"} 1');
  assert.doesNotMatch(shown, /upstream="127\.0\.0\.1:8665"/);
});

test('a method that nobody knows makes no series of its own, and a stream no time', () => {
  has(
    'nginx_http_request_duration_seconds_count{method="other",route="none",server="gateway",status="405"} 1',
  );
  assert.doesNotMatch(shown, /BREW|duration_seconds[^\n]*route="[^"]*stream/);
  has('nginx_http_response_bytes_total{route="/bff/stream",server="gateway"} 512');
});
