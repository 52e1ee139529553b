import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newId, SettingsError } from '@fondaco/chassis/service';
import { assertOpenApi, type TestKafka, testKafka } from '@fondaco/chassis/testing';
import { readConfig } from './config.ts';
import { insertEmails } from './email/email-store.ts';
import { eraseEmails } from './erase-emails/erase-emails.job.ts';
import { eventData, type NotificationsUnderTest, startNotifications } from './notifications-for-tests.ts';

let kafka: TestKafka;
let notifications: NotificationsUnderTest;
before(async () => {
  kafka = await testKafka(['orders.order']);
  notifications = await startNotifications({ smtpUrl: 'smtp://127.0.0.1:1', kafka });
});
after(async () => {
  await notifications?.stop();
  await kafka?.close();
});

const ROUTES = [
  ['GET', `/v1/emails?orderId=${newId()}`],
  ['GET', '/v1/suppressed-addresses'],
  ['POST', '/v1/suppressed-addresses'],
  ['POST', '/v1/suppressed-addresses/remove'],
  ['GET', '/v1/parked-messages'],
] as const;

test('staff and the operator are let in, and nobody else', async () => {
  const { tokens } = notifications;
  const allowed = [await tokens.userToken({ roles: ['staff'] }), await tokens.serviceToken('operator')];
  const refused: [string | null, number][] = [
    [null, 401],
    [await tokens.userToken(), 403],
    [await tokens.serviceToken('orders'), 403],
    [await tokens.forgedUserToken({ roles: ['staff'] }), 401],
  ];
  for (const [method, url] of ROUTES) {
    const body = method === 'POST' ? {} : undefined;
    for (const token of allowed) {
      const { status } = await notifications.call(token, method, url, body);
      assert.ok(![401, 403].includes(status) && status < 500, `${method} ${url} ${status}`);
    }
    for (const [token, expected] of refused)
      assert.equal((await notifications.call(token, method, url, body)).status, expected, `${method} ${url}`);
  }
});

test('addresses are suppressed once, listed page by page, and freed', async () => {
  const suppress = (address: string, reason: string) =>
    notifications.operate('POST', '/v1/suppressed-addresses', { address, reason });
  for (const name of ['c', 'a', 'b'])
    assert.equal((await suppress(`${name}@Example.com`, 'asked')).status, 204);
  await suppress('a@example.com', 'another reason');

  const first = await notifications.operate('GET', '/v1/suppressed-addresses?limit=2');
  assert.deepEqual(
    first.body.items.map(({ address, reason }: { address: string; reason: string }) => [address, reason]),
    [
      ['a@example.com', 'asked'],
      ['b@example.com', 'asked'],
    ],
  );
  const second = await notifications.operate(
    'GET',
    `/v1/suppressed-addresses?limit=2&cursor=${first.body.nextCursor}`,
  );
  assert.equal(second.body.items[0].address, 'c@example.com');
  assert.equal(second.body.nextCursor, null);

  const remove = { address: 'A@example.com' };
  assert.equal((await notifications.operate('POST', '/v1/suppressed-addresses/remove', remove)).status, 204);
  const again = await notifications.operate('POST', '/v1/suppressed-addresses/remove', remove);
  assert.equal(again.body.code, 'notifications/not-suppressed');
});

test('bad questions are refused with a word about what to do', async () => {
  for (const [method, url, body, code] of [
    ['GET', '/v1/emails', undefined, 'request/invalid'],
    ['GET', '/v1/emails?orderId=x', undefined, 'request/invalid'],
    ['GET', '/v1/suppressed-addresses?cursor=%C3%A4', undefined, 'notifications/invalid-cursor'],
    ['GET', '/v1/suppressed-addresses?limit=0', undefined, 'request/invalid'],
    ['POST', '/v1/suppressed-addresses', { address: 'ann', reason: 'x' }, 'notifications/invalid-address'],
    ['POST', '/v1/suppressed-addresses', { address: 'a@b.c\r\n', reason: 'x' }, 'request/invalid'],
    ['POST', '/v1/suppressed-addresses', { address: 'a@b.c', reason: '' }, 'request/invalid'],
    ['POST', '/v1/suppressed-addresses', { address: 'a@b.c' }, 'request/invalid'],
  ] as const) {
    const answer = await notifications.operate(method, url, body);
    assert.equal(answer.status, 400, url);
    assert.equal(answer.body.code, code, url);
  }
});

test('after its time an e-mail is still known, but no longer to whom and what', async () => {
  const orderId = newId();
  const identity = { kind: 'confirmed', orderId, subjectId: orderId } as const;
  const email = {
    ...identity,
    emailId: newId(),
    recipient: 'ann@example.com',
    language: 'en',
    data: eventData.confirmed(orderId),
    traceparent: null,
  };
  await insertEmails(notifications.db, [email]);
  await notifications.db.query({
    name: 'test-age',
    text: `UPDATE email SET created_at = now() - interval '31 days', state = 'sent', due_at = NULL,
      settled_at = now() WHERE order_id = $1`,
    values: [orderId],
  });
  assert.equal(await eraseEmails(notifications.db, 32), 0);
  assert.equal(await eraseEmails(notifications.db, 30), 1);
  assert.equal(await eraseEmails(notifications.db, 30), 0);
  const { rows } = await notifications.db.query({
    name: 'test-row',
    text: 'SELECT * FROM email WHERE order_id = $1',
    values: [orderId],
  });
  assert.doesNotMatch(JSON.stringify(rows), /ann|example\.com|Road/i);
  const { body } = await notifications.operate('GET', `/v1/emails?orderId=${orderId}`);
  assert.deepEqual([body.emails[0].state, body.emails[0].recipient], ['sent', null]);
  // The same fact once more is still the same e-mail.
  await insertEmails(notifications.db, [{ ...email, emailId: newId() }]);
  assert.equal((await notifications.operate('GET', `/v1/emails?orderId=${orderId}`)).body.emails.length, 1);
});

test('the committed description of the API is what the routes say', () =>
  assertOpenApi(notifications.service.http, fileURLToPath(new URL('../openapi.json', import.meta.url))));

test('every missing or wrong setting is named at boot', () => {
  assert.throws(
    () => readConfig({ MAIL_FROM: 'a\r\nb <x@y>', SMTP_URL: 'http://x', RETENTION_DAYS: '1' }),
    (error) =>
      error instanceof SettingsError &&
      ['DATABASE_URL', 'PUBLIC_ORIGIN', 'MAIL_FROM', 'SMTP_URL', 'RETENTION_DAYS'].every((name) =>
        error.message.includes(name),
      ),
  );
});
