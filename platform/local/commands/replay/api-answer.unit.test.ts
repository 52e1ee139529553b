import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TryAgain } from '../patience.ts';
import { readAnswer } from './api-answer.ts';

const answered = (status: number, body: unknown, retryAfter?: string) =>
  readAnswer({
    status,
    retryAfter,
    text: typeof body === 'string' ? body : JSON.stringify(body),
    to: 'POST /orders',
  });

const afterMsOf = (run: () => unknown): number => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof TryAgain, String(error));
    return error.afterMs;
  }
  return assert.fail('it was taken for an answer');
};

test('a 2xx brings what it says', () => {
  assert.deepEqual(answered(201, { orderId: '1' }), { ok: true, body: { orderId: '1' } });
});

test('a 4xx is an answer, with its problem or without', () => {
  const problem = {
    type: 'about:blank',
    title: 'No',
    status: 422,
    code: 'orders/unknown-sku',
    unknownSkus: ['A'],
  };
  assert.deepEqual(answered(422, problem), { ok: false, status: 422, problem });
  const bare = answered(404, '<html>');
  assert.ok(!bare.ok);
  assert.equal(bare.problem.code, 'unknown');
});

test('too many requests and failures of the servers are no answers', () => {
  const problem = { type: 'about:blank', title: 'Later', status: 429, code: 'request/too-many' };
  assert.equal(
    afterMsOf(() => answered(429, problem, '2')),
    2_000,
  );
  assert.equal(
    afterMsOf(() => answered(429, problem, 'Wed, 21 Oct 2026 07:28:00 GMT')),
    0,
  );
  for (const status of [500, 502, 503, 504]) {
    assert.equal(
      afterMsOf(() => answered(status, '<html>', '60')),
      0,
    );
  }
});

test('an answer that was cut short is none', () => {
  assert.equal(
    afterMsOf(() => answered(200, '{"orderId":')),
    0,
  );
});
