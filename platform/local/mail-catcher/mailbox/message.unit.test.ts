import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headersOf } from './message.ts';

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

test('headers are read with encoded words and folded lines, and never from the body', () => {
  const raw = mail(
    'Message-ID: <1@x>',
    'Subject: =?UTF-8?Q?Ihre_Bestellung_f=C3=BCr?=',
    ' =?UTF-8?Q?_morgen?=',
    'X-Fondaco-Kind: confirmed',
    '',
    'X-Fondaco-Order: 7',
  );
  assert.deepEqual(headersOf(raw), {
    messageId: '<1@x>',
    subject: 'Ihre Bestellung für morgen',
    kind: 'confirmed',
    orderId: '',
  });
});

test('a mail without a Message-ID is known by its content', () => {
  const one = headersOf(mail('Subject: a', '', 'text')).messageId;
  assert.equal(one, headersOf(mail('Subject: a', '', 'text')).messageId);
  assert.notEqual(one, headersOf(mail('Subject: a', '', 'other')).messageId);
});
