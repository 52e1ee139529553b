import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import fc from 'fast-check';
import { KINDS } from '../email/email.ts';
import { eventData } from '../notifications-for-tests.ts';
import { createRender } from './render.ts';

const render = createRender('https://shop.example');
const orderId = '019a0000-0000-7000-8000-00000000000a';
const german = { recipient: { email: 'ann@example.com', name: 'Ann Beispiel', language: 'de-AT' } };
const linesOf = (text: string): string[] => text.split('\n');

/** What stands between the tags. */
const visible = (markup: string): string =>
  markup
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('the text of', () => {
  test('a confirmation names lines, total and address', () => {
    const mail = render({ kind: 'confirmed', orderId, language: 'en', data: eventData.confirmed(orderId) });
    assert.equal(mail.subject, 'Your order is confirmed');
    assert.deepEqual(linesOf(mail.text), [
      'Hello Ann Example,',
      '',
      'Thank you for your order. It is confirmed, and we are getting it ready.',
      '',
      `Order: ${orderId}`,
      'Date: 23 November 2026',
      '',
      '2 × Mug, red (MUG-1)  £7.98',
      'Total: £7.98',
      '',
      'Delivery to:',
      'Ann Example',
      '1 Long Road',
      'LS1 Leeds',
      'United Kingdom',
      '',
      `View your order: https://shop.example/orders/${orderId}`,
      '',
      'This message was sent automatically. Thank you for shopping with us.',
      '',
    ]);
  });

  test('a confirmation in German has amounts, dates and countries as they are written there', () => {
    const data = eventData.confirmed(orderId, {
      ...german,
      lines: [{ sku: 'T-1', name: 'Tasse', quantity: 1200, total: { amountMinor: 123456, currency: 'EUR' } }],
      total: { amountMinor: 123456, currency: 'EUR' },
    });
    const mail = render({ kind: 'confirmed', orderId, language: 'de-AT', data });
    assert.equal(mail.subject, 'Ihre Bestellung ist bestätigt');
    assert.equal(mail.language, 'de');
    const lines = linesOf(mail.text);
    assert.ok(lines.includes('Datum: 23. November 2026'));
    assert.ok(lines.includes('1.200 × Tasse (T-1)  1.234,56\u00a0€'));
    assert.ok(lines.includes('Vereinigtes Königreich'));
  });

  test('a rejection names what was lacking, and that nothing was charged', () => {
    const data = eventData.rejected(orderId, {
      lines: [
        { sku: 'MUG-1', name: 'Mug, red', quantity: 2 },
        { sku: 'MUG-2', name: 'Mug, blue', quantity: 1 },
      ],
    });
    const { subject, text } = render({ kind: 'rejected', orderId, language: 'en', data });
    assert.equal(subject, 'We cannot deliver your order');
    assert.match(text, /^2 × Mug, red \(MUG-1\) {2}1 left$/m);
    assert.doesNotMatch(text, /blue/);
    assert.match(text, /Nothing was charged/);
  });

  test('a shipment says whether more will follow, and how to track it', () => {
    const part = render({
      kind: 'shipped',
      orderId,
      language: 'de',
      data: eventData.shipped(orderId, { ...german, complete: false }),
    });
    assert.equal(part.subject, 'Ein Teil Ihrer Bestellung ist unterwegs');
    assert.match(part.text, /^Versand durch: Royal Mail\nSendungsnummer: RM123$/m);
    const { carrier: _, trackingCode: __, ...without } = eventData.shipped(orderId);
    const all = render({ kind: 'shipped', orderId, language: 'en', data: without });
    assert.equal(all.subject, 'Your order is on its way');
    assert.doesNotMatch(all.text, /Carrier|Tracking/);
  });

  test('a refund names the amount, and whether it was all', () => {
    const data = eventData.refunded(orderId, { amount: { amountMinor: 1500, currency: 'JPY' } });
    const part = render({ kind: 'refunded', orderId, language: 'en', data });
    assert.match(part.text, /We have refunded JP¥1,500 to you/);
    assert.doesNotMatch(part.text, /in full/);
    const all = render({
      kind: 'refunded',
      orderId,
      language: 'en',
      data: eventData.refunded(orderId, { complete: true }),
    });
    assert.match(all.text, /in full/);
  });
});

test('the HTML says the same as the text, with a link to the order', () => {
  const mail = render({ kind: 'confirmed', orderId, language: 'en', data: eventData.confirmed(orderId) });
  assert.match(mail.html, /^<!doctype html>\n<html lang="en">/);
  assert.ok(mail.html.includes(`href="https://shop.example/orders/${orderId}"`));
  const shown = visible(mail.html);
  for (const text of ['Hello Ann Example,', 'Mug, red', 'MUG-1', 'Total £7.98', '1 Long Road', 'LS1 Leeds'])
    assert.ok(shown.includes(text), text);
});

test('a language that nobody has written yet gets English', () => {
  const data = eventData.confirmed(orderId);
  for (const language of ['fr', '', 'x-klingon', 'constructor'])
    assert.equal(render({ kind: 'confirmed', orderId, language, data }).language, 'en');
});

test('a mail about more lines than an event names says so', () => {
  const lines = Array.from({ length: 100 }, (_, n) => ({ sku: `S-${n}`, name: `Article ${n}`, quantity: 1 }));
  const { text } = render({
    kind: 'shipped',
    orderId,
    language: 'en',
    data: eventData.shipped(orderId, { lines }),
  });
  assert.match(text, /first lines only/);
});

test('every digit of an amount is kept, in whatever currency', () => {
  for (const [amountMinor, currency, shown] of [
    [Number.MAX_SAFE_INTEGER, 'GBP', '£90,071,992,547,409.91'],
    [5, 'GBP', '£0.05'],
    [0, 'EUR', '€0.00'],
    [1234, 'KWD', 'KWD\u00a01.234'],
    [7, 'JPY', 'JP¥7'],
  ] as const) {
    const data = eventData.refunded(orderId, { amount: { amountMinor, currency } });
    const { text } = render({ kind: 'refunded', orderId, language: 'en', data });
    assert.ok(text.includes(`We have refunded ${shown} to you`), `${text} ${shown}`);
  }
});

const hostile = fc.string({
  unit: fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '\r',
    '\n',
    '\u2028',
    '\u202e',
    '\0',
    '\ud800',
    'a',
    ' ',
    ':',
    '`',
  ),
  minLength: 1,
  maxLength: 30,
});

test('whatever names and addresses are, they neither become markup nor begin lines', () => {
  const tags = (markup: string): number => markup.match(/<[a-z/!]/gi)?.length ?? 0;
  const shape = (name: string) => {
    const address = { name, line1: name, line2: name, postcode: name, city: name, country: 'GB' };
    const recipient = { email: 'ann@example.com', name, language: 'en' };
    const line = { sku: name, name, quantity: 1, total: { amountMinor: 1, currency: 'GBP' } };
    const shortages = [{ sku: name, requested: 1, available: 0 }];
    const change = {
      recipient,
      delivery: address,
      lines: [line],
      shortages,
      carrier: name,
      trackingCode: name,
    };
    return KINDS.map((kind) =>
      render({ kind, orderId, language: 'en', data: eventData[kind](orderId, change) }),
    );
  };
  const harmless = shape('x');
  fc.assert(
    fc.property(hostile, (text) => {
      for (const [n, mail] of shape(`x${text}x`).entries()) {
        assert.equal(tags(mail.html), tags(harmless[n]?.html ?? ''));
        assert.equal(linesOf(mail.text).length, linesOf(harmless[n]?.text ?? '').length);
        assert.ok(mail.text.isWellFormed() && mail.html.isWellFormed());
        for (const header of [mail.subject, mail.recipientName])
          assert.doesNotMatch(header, /[\p{Control}\u2028\u2029\u202e]/u);
      }
    }),
  );
});

test('an order id from elsewhere cannot lead anywhere but to the shop', () => {
  const data = eventData.confirmed(newId());
  const { html } = render({ kind: 'confirmed', orderId: '../../"><a href=//evil', language: 'en', data });
  assert.doesNotMatch(html, /href=\/\/evil/);
});
