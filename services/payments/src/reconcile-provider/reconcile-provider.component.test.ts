import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Mismatch } from '@fondaco/contracts/http/mismatches';
import { background, createShop, gbp, rows, type Shop } from '../payments-for-tests.ts';

type Page = { items: Mismatch[]; nextCursor: string | null };

describe('comparing our record with the provider’s', () => {
  let shop: Shop;
  let staff: string;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
    await background(shop.payments.service, 'reconciliation').start();
    staff = await shop.userToken({ roles: ['staff'] });
  });
  after(() => shop?.close());

  const authorised = async () => {
    const order = await shop.newOrder();
    await order.request();
    const { body } = await order.pay();
    await order.until('authorised');
    return { ...order, attemptId: body.attemptId };
  };
  /** The next comparison, done at once; and as if what it finds had been so for two minutes. */
  const compareNow = async (): Promise<void> => {
    const [before] = await rows<{ until: Date }>(
      shop.database.db,
      'select compared_until as until from reconciliation',
    );
    await rows(shop.database.db, 'update reconciliation set due_at = now()');
    const once = await shop.run({ RECONCILE_SECONDS: '3600' });
    await background(once.service, 'reconciliation').start();
    await eventually(async () => {
      const [after] = await rows<{ until: Date }>(
        shop.database.db,
        'select compared_until as until from reconciliation',
      );
      assert.ok(after && before && after.until > before.until);
    });
    await once.close();
    await rows(shop.database.db, `update mismatch set first_seen_at = first_seen_at - interval '2 minutes'`);
  };
  const listed = async (): Promise<Page> => (await shop.payments.call<Page>(staff, '/v1/mismatches')).body;
  const kindsOf = async (orderId: string | null) =>
    (await listed()).items.filter((one) => one.orderId === orderId).map(({ kind }) => kind);

  test('finds nothing where both agree', async () => {
    const order = await authorised();
    const paid = await authorised();
    await paid.capture(randomUUID());
    await paid.until('captured');
    const withdrawn = await authorised();
    await withdrawn.withdraw();
    await withdrawn.until('closed');
    await compareNow();
    assert.deepEqual(await kindsOf(order.orderId), []);
    assert.deepEqual(await kindsOf(paid.orderId), []);
    assert.deepEqual(await kindsOf(withdrawn.orderId), []);
  });

  test('tells what differs, for as long as it does', async () => {
    const amount = await authorised();
    const state = await authorised();
    const lost = await authorised();
    shop.provider.of(amount.attemptId).amount = gbp(1);
    shop.provider.of(state.attemptId).state = 'voided';
    const theirs = shop.provider.of(lost.attemptId);
    shop.provider.payments.delete(lost.attemptId);
    await rows(
      shop.database.db,
      `update payment set changed_at = now() - interval '2 minutes' where order_id = $1`,
      lost.orderId,
    );
    const stranger = { ...shop.provider.of(state.attemptId), id: 'pay_strange', attemptId: randomUUID() };
    shop.provider.payments.set(stranger.attemptId, { ...stranger, state: 'captured' });

    await compareNow();
    assert.deepEqual(await kindsOf(amount.orderId), ['amounts-differ']);
    assert.deepEqual(await kindsOf(state.orderId), ['states-differ']);
    assert.deepEqual(await kindsOf(lost.orderId), ['states-differ']);
    assert.deepEqual(await kindsOf(null), ['unknown-charge']);
    assert.ok((await listed()).items.every(({ detail }) => detail.length > 10));

    shop.provider.of(amount.attemptId).amount = gbp(1095);
    shop.provider.of(state.attemptId).state = 'authorised';
    shop.provider.payments.set(lost.attemptId, theirs);
    shop.provider.payments.delete(stranger.attemptId);
    await compareNow();
    assert.deepEqual((await listed()).items, []);
  });

  test('tells of work that is stuck', async () => {
    const order = await authorised();
    await rows(
      shop.database.db,
      `insert into provider_work (kind, subject_id, order_id, due_at, created_at)
       values ('refund', $1, $2, now() + interval '1 hour', now() - interval '1 hour')`,
      randomUUID(),
      order.orderId,
    );
    await compareNow();
    assert.deepEqual(await kindsOf(order.orderId), ['stuck']);

    const another = await shop.run();
    await background(another.service, 'reconciliation').start();
    await eventually(async () => {
      assert.equal(await another.metric('reconciliation_mismatches', { kind: 'stuck' }), 1);
    });
    assert.equal(await another.metric('reconciliation_mismatches', { kind: 'unknown-charge' }), 0);
    await another.close();
  });

  test('is for staff and the operator alone, page by page', async () => {
    const customer = await shop.userToken();
    assert.equal((await shop.payments.call(customer, '/v1/mismatches')).status, 403);
    const operator = await shop.serviceToken('operator');
    const all = (await shop.payments.call<Page>(operator, '/v1/mismatches')).body.items;
    assert.ok(all.length >= 1);
    const first = (await shop.payments.call<Page>(staff, '/v1/mismatches?limit=1')).body;
    assert.deepEqual(first.items, all.slice(0, 1));
    const wrong = await shop.payments.call(staff, '/v1/mismatches?cursor=nonsense');
    assert.deepEqual([wrong.status, wrong.body.code], [400, 'payments/cursor-invalid']);
  });
});
