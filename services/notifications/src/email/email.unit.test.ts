import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGivenUp, outagePauseMs, retryDelaySeconds } from './delays.ts';
import { isAddress, maskAddress, messageIdOf, normalAddress } from './email.ts';
import { judgeFailure } from './smtp-failure.ts';

test('a Message-ID is made of what the e-mail tells of, and of nothing else', () => {
  const identity = { kind: 'shipped', orderId: 'o', subjectId: 's' } as const;
  assert.equal(messageIdOf(identity, 'fondaco.example'), '<shipped.s@fondaco.example>');
});

test('a masked address shows its first letter and its domain', () => {
  assert.equal(maskAddress('ann@example.com'), 'a…@example.com');
  assert.equal(maskAddress('😀x@example.com'), '😀…@example.com');
  assert.equal(maskAddress('nonsense'), 'n…');
  assert.equal(normalAddress(' Ann@Example.COM '), 'ann@example.com');
});

test('one address is one, and what could be more than one is none', () => {
  for (const address of ['ann@example.com', "o'neil+x@sub.example.co", 'jürgen@bücher.example'])
    assert.ok(isAddress(address), address);
  for (const text of [
    '',
    'ann',
    '@example.com',
    'ann@',
    'a b@example.com',
    'ann@example.com, eve@example.com',
    'ann@example.com>',
    '<ann@example.com>',
    'ann@example.com\r\nBcc: eve@example.com',
    'a@b@example.com',
    `${'a'.repeat(65)}@example.com`,
  ])
    assert.ok(!isAddress(text), text);
});

test('a refusal is retried ever more rarely, at last once an hour, for three days', () => {
  assert.deepEqual([1, 2, 3, 9, 10, 11, 1000].map(retryDelaySeconds), [5, 10, 20, 1280, 2560, 3600, 3600]);
  const created = new Date('2026-01-01T00:00:00Z');
  assert.equal(isGivenUp(created, new Date('2026-01-03T23:59:59Z')), false);
  assert.equal(isGivenUp(created, new Date('2026-01-04T00:00:01Z')), true);
  assert.deepEqual([1, 2, 3, 4, 100].map(outagePauseMs), [500, 1000, 2000, 3000, 3000]);
});

test('failures are told apart by whom they are about', () => {
  const of = (code: string, command: string, responseCode?: number, response = '') =>
    judgeFailure({ code, command, responseCode, response: `${responseCode} ${response}` });
  const temporary = (reason: string) => ({ kind: 'temporary', reason });
  const unreachable = (reason: string) => ({ kind: 'unreachable', reason });
  const permanent = (reason: string, suppress = false) => ({ kind: 'permanent', reason, suppress });

  assert.deepEqual(
    of('EENVELOPE', 'RCPT TO', 550, '5.1.1 No such user ann@example.com'),
    permanent('smtp 550 5.1.1', true),
  );
  assert.deepEqual(of('EENVELOPE', 'RCPT TO', 550, '5.1.10 Null MX'), permanent('smtp 550 5.1.10', true));
  assert.deepEqual(of('EENVELOPE', 'RCPT TO', 552, '5.2.2 Mailbox full'), permanent('smtp 552 5.2.2'));
  assert.deepEqual(of('EENVELOPE', 'RCPT TO', 550, 'Go away'), permanent('smtp 550'));
  assert.deepEqual(of('EMESSAGE', 'DATA', 554, '5.1.1 Spam'), permanent('smtp 554 5.1.1'));
  assert.deepEqual(judgeFailure({ code: 'EENVELOPE' }), permanent('EENVELOPE'));

  assert.deepEqual(of('EENVELOPE', 'RCPT TO', 450, '4.2.1 Busy'), temporary('smtp 450 4.2.1'));
  assert.deepEqual(of('EMESSAGE', 'DATA', 451, '4.3.0 Later'), temporary('smtp 451 4.3.0'));
  assert.deepEqual(judgeFailure({ code: 'EABORT' }), temporary('EABORT'));

  assert.deepEqual(of('EPROTOCOL', 'CONN', 554, 'No service'), unreachable('smtp 554'));
  assert.deepEqual(of('EAUTH', 'AUTH PLAIN', 535, '5.7.8 Wrong'), unreachable('smtp 535 5.7.8'));
  assert.deepEqual(of('EENVELOPE', 'MAIL FROM', 553, '5.1.8 Sender'), temporary('smtp 553 5.1.8'));
  assert.deepEqual(of('ECONNECTION', 'CONN', 421, '4.3.2 Down'), unreachable('smtp 421 4.3.2'));
  assert.deepEqual(judgeFailure({ code: 'ESOCKET', command: 'CONN' }), unreachable('ESOCKET'));
  assert.deepEqual(judgeFailure(new Error('x')), unreachable('unknown'));
});
