import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { createShop, gbp, rows, type Shop, type ShopOrder } from '../payments-for-tests.ts';

const STATEMENTS = 'db_client_operation_duration_seconds_count';

describe('outcomes that come together', () => {
  let shop: Shop;

  before(async () => {
    shop = await createShop();
    await shop.startWork();
  });
  after(() => shop?.close());

  /** Attempts of requested orders, whose outcomes come at the same moment, when `release` is called. */
  const heldBack = async (cards: readonly string[]) => {
    const held = Promise.withResolvers<void>();
    const orders = await Promise.all(cards.map(() => shop.newOrder()));
    for (const order of orders) {
      await order.request();
      shop.provider.interfere('authorise', { after: () => held.promise });
    }
    const answers = await Promise.all(orders.map((order, n) => order.pay(cards[n])));
    const ids = answers.map(({ body }) => body.attemptId);
    await eventually(() => assert.ok(ids.every((id) => shop.provider.payments.has(id))));
    return { orders, ids, release: () => held.resolve() };
  };
  const told = async (order: ShopOrder | undefined) => (await order?.announced())?.map(({ type }) => type);
  const executed = (statement: string) => shop.payments.metric(STATEMENTS, { statement });

  test('are recorded by few statements, each as it is', async () => {
    const cards = Array.from({ length: 15 }, (_, n) => ['tok_ok', 'tok_declined', 'tok_3ds'][n % 3] ?? '');
    const { orders, release } = await heldBack(cards);
    const before = await executed('record-payment-decisions');
    release();
    for (const [n, order] of orders.entries()) {
      const state = ['authorised', 'declined', 'action-required'][n % 3];
      await eventually(async () => assert.equal((await order.read()).attempts[0]?.state, state));
      assert.deepEqual(await told(order), [['authorised'], ['declined'], []][n % 3]);
      assert.deepEqual(
        (await order.work()).map(({ kind }) => kind),
        n % 3 === 2 ? ['confirm'] : [],
      );
      assert.deepEqual(
        (await order.ledger()).map(({ amount }) => amount),
        n % 3 === 0 ? [-1095, 1095] : [],
      );
    }
    assert.ok((await executed('record-payment-decisions')) - before <= 3);
  });

  test('are recorded but for the one whose lease somebody else has got', async () => {
    const { orders, ids, release } = await heldBack(['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined']);
    const lost = { order: orders[1], id: ids[1] };
    const late = await shop.payments.metric('payments_late_outcomes_total');
    await rows(
      shop.database.db,
      'update provider_work set token = gen_random_uuid() where subject_id = $1',
      lost.id,
    );
    release();
    await eventually(async () =>
      assert.equal(await shop.payments.metric('payments_late_outcomes_total'), late + 1),
    );
    for (const n of [0, 2]) await orders[n]?.until('authorised');
    await eventually(async () => assert.equal((await orders[3]?.read())?.attempts[0]?.state, 'declined'));
    assert.deepEqual(
      [(await lost.order?.read())?.attempts[0]?.state, await told(lost.order), await lost.order?.ledger()],
      ['processing', [], []],
    );
    assert.deepEqual(
      (await lost.order?.work())?.map(({ kind }) => kind),
      ['authorise'],
    );
  });

  test('of two refunds of one order are both recorded', async () => {
    const order = await shop.newOrder(900);
    await order.request();
    await order.pay();
    await order.until('authorised');
    await order.capture(randomUUID());
    await order.until('captured');
    const held = Promise.withResolvers<void>();
    for (const amount of [100, 250, 50]) {
      shop.provider.interfere('refund', { after: () => held.promise });
      await order.refund(randomUUID(), amount);
    }
    await eventually(() =>
      assert.equal(shop.provider.calls.filter(({ operation }) => operation === 'refund').length, 3),
    );
    held.resolve();
    await eventually(async () => assert.deepEqual((await order.read()).refunded, gbp(400)));
    const refunded = (await told(order))?.filter((type) => type === 'refunded');
    assert.equal(refunded?.length, 3);
    const [row] = await rows(
      shop.database.db,
      'select refunded_minor as refunded, refunding_minor as refunding from payment where order_id = $1',
      order.orderId,
    );
    assert.deepEqual(row, { refunded: 400, refunding: 0 });
    assert.deepEqual(await order.work(), []);
  });
});
