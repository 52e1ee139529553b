import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMessage } from './message.ts';

const compose = (change: object = {}, text = 'Grüße\n.\nBye  \n') =>
  composeMessage(
    'Fondaco <orders@fondaco.example>',
    { to: 'ann@example.com', name: 'Ann', messageId: '<1@x>', kind: 'confirmed', orderId: 'o-1', ...change },
    { language: 'de', recipientName: 'Ann', subject: 'Ihre Bestellung für morgen', text, html: '<p>ü</p>\n' },
  );

test('a message is whole: its headers, the text and the HTML, in lines that mail can have', () => {
  const { sender, recipients, content } = compose();
  assert.deepEqual([sender, recipients], ['orders@fondaco.example', ['ann@example.com']]);
  const [head = '', text = '', html = '', end] = content
    .toString('latin1')
    .split(/--=_fondaco(?=[\r-])/)
    .map((one) => one.trim());
  for (const line of [
    'From: Fondaco <orders@fondaco.example>',
    'To: Ann <ann@example.com>',
    'Subject: =?UTF-8?Q?Ihre_Bestellung_f=C3=BCr_morgen?=',
    'Message-ID: <1@x>',
    'MIME-Version: 1.0',
    'Auto-Submitted: auto-generated',
    'X-Fondaco-Kind: confirmed',
    'X-Fondaco-Order: o-1',
    'Content-Type: multipart/alternative; boundary="=_fondaco"',
  ])
    assert.ok(head.split('\r\n').includes(line), line);
  assert.match(head, /^Date: /m);
  assert.match(
    text,
    /^Content-Type: text\/plain; charset=utf-8\r\n.*\r\n\r\nGr=C3=BC=C3=9Fe\r\n\.\r\nBye =20$/s,
  );
  assert.match(html, /^Content-Type: text\/html; charset=utf-8\r\n.*\r\n\r\n<p>=C3=BC<\/p>$/s);
  assert.equal(end, '--');
  const long = compose({}, 'x'.repeat(5_000)).content.toString('latin1');
  assert.doesNotMatch(long, /[^\r]\n|\r[^\n]|[^\r\n]{79}/);
});

test('neither content nor a name can begin another header or part', () => {
  const { content } = compose(
    { name: 'Ann\r\nBcc: eve@example.com' },
    '--=_fondaco\nContent-Type: text/html\n\n--=_fondaco--\n',
  );
  const message = content.toString('latin1');
  assert.doesNotMatch(message, /^Bcc:/m);
  assert.equal(message.match(/^--=_fondaco/gm)?.length, 3);
});

test('a domain beyond ASCII is written as mail servers know it', () => {
  assert.deepEqual(compose({ to: 'ann@bücher.example' }).recipients, ['ann@xn--bcher-kva.example']);
});
