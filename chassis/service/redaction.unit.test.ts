import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordingLog } from '../testing/index.ts';
import { redact } from './redaction.ts';

const SECRETS = ['hunter2-hunter2', 'ann@example.com', 'eyJhbGciOi.eyJzdWIi.c2ln', 'Baker Street'] as const;

const assertNothingLeaks = (written: unknown): void => {
  const text = JSON.stringify(written);
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${secret} in ${text}`);
};

describe('redaction', () => {
  for (const name of [
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'password',
    'newPassword',
    'oneTimePassword',
    'refreshToken',
    'refresh_token',
    'accessToken',
    'email',
    'address',
    'SERVICE_KEY',
    'DATABASE_URL',
  ]) {
    it(`masks ${name} at any depth`, () => {
      assert.deepEqual(redact({ a: [{ [name]: SECRETS[0] }] }), { a: [{ [name]: '[redacted]' }] });
    });
  }

  it('masks e-mail addresses, tokens and passwords of URLs inside text', () => {
    assert.equal(redact('no account ann@example.com here'), 'no account [redacted] here');
    assert.equal(redact(`Bearer ${SECRETS[2]}`), 'Bearer [redacted]');
    assert.equal(redact('postgres://orders:hunter2-hunter2@host/db'), 'postgres://orders:[redacted]@host/db');
  });

  it('leaves everything else as it is', () => {
    const at = new Date();
    const record = { orderId: '0190', count: 3, ok: true, none: null, at, name: 'orders.order-process' };
    assert.deepEqual(redact(record), record);
  });

  it('masks a long text of many beginnings of tokens in time', () => {
    const started = performance.now();
    redact('eyJ-'.repeat(25_000));
    assert.ok(performance.now() - started < 1_000);
  });

  it('survives what contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    assert.match(JSON.stringify(redact(loop)), /too deep/);
  });
});

describe('log', () => {
  it('keeps type, message, code, stack and causes of errors and none of their secrets', () => {
    const { log, records } = recordingLog();
    const cause = Object.assign(new Error('Key (email)=(ann@example.com) exists'), {
      code: '23505',
      detail: 'Key (email)=(ann@example.com)',
    });
    log.error({ err: new TypeError('registering ann@example.com', { cause }) }, 'failed');
    log.error(new Error('hello ann@example.com'));
    const error = records[0]?.err as Record<string, unknown>;
    assert.equal(error.type, 'TypeError');
    assert.equal((error.cause as Record<string, unknown>).code, '23505');
    assertNothingLeaks(records);
  });

  it('masks in the bindings of child logs too', () => {
    const { log, records } = recordingLog();
    log.child({ requestId: 'r1', address: SECRETS[3] }).warn({ body: { password: SECRETS[0] } }, 'odd');
    assert.equal(records[0]?.requestId, 'r1');
    assert.equal(records[0]?.service, 'test');
    assert.equal(records[0]?.level, 'warn');
    assertNothingLeaks(records);
  });
});
