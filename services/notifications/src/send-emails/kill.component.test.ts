import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestDatabase, type TestKafka, testKafka } from '@fondaco/chassis/testing';
import {
  eventData,
  type MailCatcher,
  migratedDatabase,
  publish,
  spawnNotifications,
  startMailCatcher,
} from '../notifications-for-tests.ts';

let kafka: TestKafka;
let catcher: MailCatcher;
let database: TestDatabase;
before(async () => {
  kafka = await testKafka(['orders.order']);
  catcher = await startMailCatcher();
  database = await migratedDatabase();
});
after(async () => {
  await catcher?.stop();
  await kafka?.close();
  await database?.close();
});

const stateOf = async (orderId: string) => {
  const { rows } = await database.db.query<{ state: string }>({
    name: 'test-state',
    text: 'SELECT state FROM email WHERE order_id = $1',
    values: [orderId],
  });
  return rows[0]?.state;
};

test('killed between the answer of the server and writing it down: the mailbox has the mail once', async () => {
  const options = { smtpUrl: catcher.smtpUrl, kafka };
  const first = await spawnNotifications(options, database.url);
  const orderId = newId();
  // The mail is kept, and its answer held back until the row of the e-mail is locked.
  await catcher.fault({ fault: 'hold', seconds: 30 });
  await publish(kafka, 'confirmed', eventData.confirmed(orderId));
  await eventually(async () => assert.equal((await catcher.mails(orderId)).length, 1), { within: 60_000 });
  assert.equal(await stateOf(orderId), 'sending');

  await database.db.transaction(async (tx) => {
    await tx.query({
      name: 'test-lock',
      text: 'SELECT FROM email WHERE order_id = $1 FOR UPDATE',
      values: [orderId],
    });
    await catcher.endFault();
    // The server has answered, and what says so waits for the lock.
    await eventually(async () => {
      const { rows } = await database.db.query<{ waiting: boolean }>({
        name: 'test-waiting',
        text: `SELECT EXISTS (SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%settled_at%') AS waiting`,
      });
      assert.equal(rows[0]?.waiting, true);
    });
    await first.kill();
    // The server would carry out what it has begun: as if the process had died before it came there.
    await tx.query({
      name: 'test-terminate',
      text: `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%settled_at%'`,
    });
  });
  assert.equal(await stateOf(orderId), 'sending');
  const second = await spawnNotifications(options, database.url);
  await eventually(async () => assert.equal(await stateOf(orderId), 'sent'), { within: 60_000 });
  const [mail, ...others] = await catcher.mails(orderId);
  assert.deepEqual(others, []);
  assert.equal(mail?.transmissions, 2);
  await second.stop();
});

test('killed while the server has the mail but has not answered: it is sent again, and arrives once', async () => {
  const options = { smtpUrl: catcher.smtpUrl, kafka };
  const first = await spawnNotifications(options, database.url);
  const orderId = newId();
  await catcher.fault({ fault: 'hold', seconds: 30 });
  await publish(kafka, 'confirmed', eventData.confirmed(orderId));
  await eventually(async () => assert.equal((await catcher.mails(orderId)).length, 1), { within: 60_000 });
  await first.kill();
  await catcher.endFault();
  const second = await spawnNotifications(options, database.url);
  await eventually(async () => assert.equal(await stateOf(orderId), 'sent'), { within: 60_000 });
  const [mail, ...others] = await catcher.mails(orderId);
  assert.deepEqual(others, []);
  assert.equal(mail?.transmissions, 2);
  await second.stop();
});

test('killed in the middle of many: each arrives once', async () => {
  const options = { smtpUrl: catcher.smtpUrl, kafka };
  const first = await spawnNotifications(options, database.url);
  const orderIds = Array.from({ length: 300 }, () => newId());
  await Promise.all(orderIds.map((orderId) => publish(kafka, 'confirmed', eventData.confirmed(orderId))));
  await eventually(
    async () => {
      const { rows } = await database.db.query<{ sent: number }>({
        name: 'test-sent',
        text: `SELECT count(*) AS sent FROM email WHERE state = 'sent' AND order_id = ANY ($1)`,
        values: [orderIds],
      });
      assert.ok((rows[0]?.sent ?? 0) > 20);
    },
    { within: 60_000 },
  );
  await first.kill();
  const second = await spawnNotifications(options, database.url);
  await eventually(
    async () => {
      const { rows } = await database.db.query<{ sent: number }>({
        name: 'test-sent',
        text: `SELECT count(*) AS sent FROM email WHERE state = 'sent' AND order_id = ANY ($1)`,
        values: [orderIds],
      });
      assert.equal(rows[0]?.sent, orderIds.length);
    },
    { within: 60_000 },
  );
  for (const orderId of orderIds) assert.equal((await catcher.mails(orderId)).length, 1);
  await second.stop();
});
