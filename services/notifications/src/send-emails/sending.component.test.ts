import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestKafka, testKafka } from '@fondaco/chassis/testing';
import {
  eventData,
  type MailCatcher,
  type NotificationsUnderTest,
  publish,
  startMailCatcher,
  startNotifications,
} from '../notifications-for-tests.ts';

let kafka: TestKafka;
let catcher: MailCatcher;
let notifications: NotificationsUnderTest;
before(async () => {
  kafka = await testKafka(['orders.order']);
  catcher = await startMailCatcher();
  notifications = await startNotifications({ smtpUrl: catcher.smtpUrl, kafka });
});
after(async () => {
  await notifications?.stop();
  await catcher?.stop();
  await kafka?.close();
});
afterEach(() => catcher.endFault());

const mailsOf = (orderId: string, count: number, within = 30_000) =>
  eventually(
    async () => {
      const mails = await catcher.mails(orderId);
      assert.equal(mails.length, count);
      return mails;
    },
    { within },
  );

const emailsOf = async (orderId: string) =>
  (await notifications.operate('GET', `/v1/emails?orderId=${orderId}`)).body.emails as {
    kind: string;
    state: string;
    attempts: number;
    reason: string | null;
    recipient: string | null;
  }[];

const settled = (orderId: string, state: string, within = 30_000) =>
  eventually(
    async () => {
      const emails = await emailsOf(orderId);
      assert.deepEqual(new Set(emails.map((email) => email.state)), new Set([state]));
      return emails;
    },
    { within },
  );

const counted = async (kind: string, outcome: string): Promise<number> => {
  const text = await notifications.metricsText();
  const found = new RegExp(
    `notifications_emails_total\\{kind="${kind}",outcome="${outcome}"[^}]*\\} (\\d+)`,
  ).exec(text);
  return Number(found?.[1]);
};

test('a customer is told of each thing that happens to an order, once and in time', async () => {
  const sent = await counted('confirmed', 'sent');
  const orderId = newId();
  const shipped = eventData.shipped(orderId);
  const refunded = eventData.refunded(orderId);
  await publish(kafka, 'confirmed', eventData.confirmed(orderId));
  await publish(kafka, 'shipped', shipped);
  await publish(kafka, 'refunded', refunded);
  const mails = await mailsOf(orderId, 3);
  assert.deepEqual(mails.map(({ kind }) => kind).sort(), ['confirmed', 'refunded', 'shipped']);
  assert.deepEqual(
    mails.map(({ messageId }) => messageId).sort(),
    [
      `<confirmed.${orderId}@fondaco.example>`,
      `<refunded.${refunded.refundId}@fondaco.example>`,
      `<shipped.${shipped.shipmentId}@fondaco.example>`,
    ].sort(),
  );
  for (const { transmissions, to } of mails) assert.deepEqual([transmissions, to], [1, 'ann@example.com']);
  const emails = await settled(orderId, 'sent');
  assert.deepEqual(new Set(emails.map(({ recipient }) => recipient)), new Set(['a…@example.com']));
  assert.equal(await counted('confirmed', 'sent'), sent + 1);
});

test('headers say that nobody wrote it, and what it is about', async () => {
  const orderId = newId();
  await publish(kafka, 'rejected', eventData.rejected(orderId));
  const [mail] = await mailsOf(orderId, 1);
  const { headers, text, html } = await catcher.mail(mail?.id ?? 0);
  const header = (name: string) => headers.find((one) => one.name === name)?.value;
  assert.equal(header('from'), 'Fondaco <orders@fondaco.example>');
  assert.equal(header('auto-submitted'), 'auto-generated');
  assert.equal(header('x-fondaco-kind'), 'rejected');
  assert.equal(header('content-language'), 'en');
  assert.match(text, /https:\/\/shop\.example\/orders\//);
  assert.match(html, new RegExp(`href="https://shop.example/orders/${orderId}"`));
});

test('the same event again, or another one of the same thing, makes no other e-mail', async () => {
  const orderId = newId();
  const data = eventData.confirmed(orderId);
  await publish(kafka, 'confirmed', data);
  await publish(kafka, 'confirmed', data);
  await publish(kafka, 'shipped', eventData.shipped(orderId));
  const mails = await mailsOf(orderId, 2);
  for (const { transmissions } of mails) assert.equal(transmissions, 1);
});

test('names can neither begin a header nor bring recipients', async () => {
  const orderId = newId();
  const name = 'Ann\r\nBcc: eve@example.com\r\n\r\nHello <script>alert(1)</script>';
  await publish(
    kafka,
    'confirmed',
    eventData.confirmed(orderId, {
      recipient: { email: 'ann@example.com', name, language: 'en' },
      lines: [
        {
          sku: 'X',
          name: '<img src=x>\r\nBcc: eve@example.com',
          quantity: 1,
          total: { amountMinor: 1, currency: 'GBP' },
        },
      ],
    }),
  );
  const [mail] = await mailsOf(orderId, 1);
  const { headers, html } = await catcher.mail(mail?.id ?? 0);
  assert.equal(
    headers.some((one) => one.name === 'bcc'),
    false,
  );
  assert.doesNotMatch(html, /<script|<img/);
  const elsewhere = newId();
  await publish(
    kafka,
    'confirmed',
    eventData.confirmed(elsewhere, {
      recipient: { email: 'ann@example.com>\r\nRCPT TO:<eve@example.com', name: 'Ann', language: 'en' },
    }),
  );
  const [email] = await settled(elsewhere, 'failed');
  assert.equal(email?.reason, 'EENVELOPE');
  assert.deepEqual(await catcher.mails(elsewhere), []);
});

test('what is refused for now is sent again', async () => {
  const orderId = newId();
  const to = `${orderId}@example.com`;
  await catcher.fault({ fault: 'refuse-temporarily', at: 'recipient', to, seconds: 2 });
  await publish(
    kafka,
    'confirmed',
    eventData.confirmed(orderId, { recipient: { email: to, name: 'Ann', language: 'en' } }),
  );
  const [waiting] = await eventually(async () => {
    const emails = await emailsOf(orderId);
    assert.equal(emails[0]?.reason, 'smtp 451 4.3.0');
    return emails;
  });
  assert.equal(waiting?.state, 'waiting');
  const [mail] = await mailsOf(orderId, 1);
  assert.equal(mail?.transmissions, 1);
  const [email] = await settled(orderId, 'sent');
  assert.equal(email?.attempts, 2);
});

test('an address that does not exist is never written to again, until somebody says so', async () => {
  const to = `${newId()}@example.com`;
  const recipient = { email: to, name: 'Ann', language: 'en' };
  await catcher.fault({ fault: 'refuse-permanently', at: 'recipient', to });
  const first = newId();
  await publish(kafka, 'confirmed', eventData.confirmed(first, { recipient }));
  const [failed] = await settled(first, 'failed');
  assert.equal(failed?.reason, 'smtp 550 5.1.1');
  await catcher.endFault();

  const second = newId();
  await publish(kafka, 'confirmed', eventData.confirmed(second, { recipient }));
  await settled(second, 'suppressed');
  assert.deepEqual(await catcher.mails(second), []);

  const removed = await notifications.operate('POST', '/v1/suppressed-addresses/remove', {
    address: to.toUpperCase(),
  });
  assert.equal(removed.status, 204);
  const third = newId();
  await publish(kafka, 'confirmed', eventData.confirmed(third, { recipient }));
  await mailsOf(third, 1);
});

test('content that is refused for good fails, and the address is not blamed', async () => {
  const orderId = newId();
  const to = `${orderId}@example.com`;
  await catcher.fault({ fault: 'refuse-permanently', at: 'content', to });
  await publish(
    kafka,
    'confirmed',
    eventData.confirmed(orderId, { recipient: { email: to, name: 'Ann', language: 'en' } }),
  );
  await settled(orderId, 'failed');
  const { body } = await notifications.operate('GET', '/v1/suppressed-addresses?limit=500');
  assert.equal(
    body.items.some(({ address }: { address: string }) => address === to),
    false,
  );
});

test('an answer that gets lost leads to a second transmission, which the mailbox recognises', async () => {
  const orderId = newId();
  const to = `${orderId}@example.com`;
  await catcher.fault({ fault: 'lose-answer', to, seconds: 60 });
  await publish(
    kafka,
    'confirmed',
    eventData.confirmed(orderId, { recipient: { email: to, name: 'Ann', language: 'en' } }),
  );
  await mailsOf(orderId, 1);
  await catcher.endFault();
  await settled(orderId, 'sent', 30_000);
  const [mail] = await mailsOf(orderId, 1);
  assert.ok((mail?.transmissions ?? 0) >= 2);
});

test('while no server can be reached e-mails wait, and go once when it is back', async () => {
  await catcher.kill();
  const unreachable = await counted('confirmed', 'unreachable');
  const orderIds = Array.from({ length: 200 }, () => newId());
  await Promise.all(orderIds.map((orderId) => publish(kafka, 'confirmed', eventData.confirmed(orderId))));
  await eventually(async () => assert.ok((await counted('confirmed', 'unreachable')) > unreachable + 2));
  const [first] = await emailsOf(orderIds[0] ?? '');
  assert.ok(['waiting', 'sending'].includes(first?.state ?? ''));
  await eventually(async () =>
    assert.match(await notifications.metricsText(), /^notifications_unsent 200$/m),
  );
  await catcher.startAgain();
  await eventually(
    async () => {
      const mails = (await Promise.all(orderIds.map((orderId) => catcher.mails(orderId)))).flat();
      assert.equal(mails.length, orderIds.length);
      for (const { transmissions } of mails) assert.equal(transmissions, 1);
    },
    { within: 60_000 },
  );
});

test('what no event can be is parked, and can be looked at', async () => {
  const orderId = newId();
  await publish(kafka, 'confirmed', { orderId });
  await eventually(async () => {
    const { body } = await notifications.operate('GET', '/v1/parked-messages');
    assert.ok(JSON.stringify(body).includes(orderId));
  });
});
