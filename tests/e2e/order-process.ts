import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { Order, OrderTransition } from '@fondaco/contracts/http/orders';
import { askDatabase } from '../system/database.ts';
import { type CaughtMail, mailsAbout, readMail } from '../system/mailbox.ts';
import { chargesOf } from '../system/provider.ts';
import { inState, settled } from '../system/settled.ts';
import type { Shopper } from '../system/shopper.ts';
import type { System } from '../system/system.ts';

/** An order from its placing to its end, with what staff do to it on the command line. */
export const orderProcess = (system: () => System, shopper: () => Shopper): void => {
  const confirmedOrder = async (quantity: number, more: { language?: 'en' | 'de' } = {}) => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const sku = product?.variants[0]?.sku ?? '';
    const { orderId } = await shopper().placeOrder(token, [{ sku, quantity }], more);
    await shopper().pay(token, orderId);
    const order = await settled(shopper(), token, orderId);
    assert.equal(order.state, 'confirmed');
    return { token, orderId, sku, total: order.total.amountMinor };
  };
  const operator = async (...args: string[]): Promise<Order> => {
    const { code, stdout, stderr } = await system().fondaco('orders', ...args, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Order;
  };
  const stockOf = async (sku: string): Promise<{ onHand: number; reserved: number }> => {
    const text = `SELECT on_hand AS "onHand", reserved FROM stock WHERE sku = '${sku}'`;
    const [row] = await askDatabase<{ onHand: number; reserved: number }>(system(), 'products', text);
    return row ?? assert.fail(`no stock of ${sku}`);
  };
  /** The steps that the stream tells, up to the first one that leads to the state. */
  const stepsUntil = async (state: string, token: string, orderId: string, after?: string) => {
    const steps: OrderTransition[] = [];
    for await (const event of shopper().stream(`/api/v1/orders/${orderId}/stream`, { token, after })) {
      if (event.type === 'transition') steps.push(JSON.parse(event.data));
      if (steps.at(-1)?.state === state) return steps;
    }
    return assert.fail(`the stream ended before ${state}`);
  };
  const mailOf = (orderId: string, kind: string): Promise<CaughtMail> =>
    eventually(
      async () => {
        const mails = (await mailsAbout(system(), orderId)).filter((mail) => mail.kind === kind);
        assert.equal(mails.length, 1, `one mail: ${kind}`);
        return mails[0] ?? assert.fail();
      },
      { within: 30_000 },
    );

  test('staff ship in two parcels: the money is taken once, stock leaves, the customer is written to', async () => {
    const before = await stockOf((await shopper().products())[0]?.variants[0]?.sku ?? '');
    const { token, orderId, sku, total } = await confirmedOrder(3, { language: 'de' });
    await mailOf(orderId, 'confirmed');
    await operator('ship', orderId, '--lines', `${sku}=1`, '--carrier', 'Post', '--tracking', 'T-1');
    const partly = await inState(shopper(), token, orderId, 'partly-shipped');
    assert.deepEqual(
      partly.shipments.map(({ state, lines, trackingCode }) => [state, lines, trackingCode]),
      [['shipped', [{ sku, quantity: 1 }], 'T-1']],
    );
    const mail = await mailOf(orderId, 'shipped');
    assert.equal(mail.transmissions, 1);
    const { text, html } = await readMail(system(), mail.id);
    assert.match(text, /T-1/);
    assert.match(html, /T-1/);
    assert.deepEqual(
      (await chargesOf(system(), orderId)).map(({ state, captured }) => [state, captured]),
      [['captured', total]],
    );

    await operator('ship', orderId);
    await inState(shopper(), token, orderId, 'shipped');
    await eventually(async () => {
      assert.deepEqual(await stockOf(sku), { onHand: before.onHand - 3, reserved: before.reserved });
    });
    await operator('deliver', orderId);
    const delivered = await inState(shopper(), token, orderId, 'delivered');
    assert.equal(delivered.cancellable, false);
    const [charge] = await chargesOf(system(), orderId);
    assert.equal(charge?.captures, 1);
  });

  test('staff refund: some units, then the rest, in one sum with what was paid', async () => {
    const { token, orderId, sku, total } = await confirmedOrder(2);
    const early = await system().fondaco('orders', 'refund', orderId, '--reason', 'too early');
    assert.equal(early.code, 1, 'what has not been captured is cancelled, not refunded');
    await operator('ship', orderId);
    await inState(shopper(), token, orderId, 'shipped');

    await operator('refund', orderId, '--lines', `${sku}=1`, '--reason', 'broken');
    await eventually(async () => {
      const { refunds } = await shopper().order(token, orderId);
      assert.deepEqual(
        refunds.map(({ state, amount }) => [state, amount.amountMinor]),
        [['refunded', total / 2]],
      );
    });
    await operator('refund', orderId, '--reason', 'all of it');
    const refunded = await inState(shopper(), token, orderId, 'refunded');
    assert.equal(refunded.lines[0]?.refunded, 2);
    const [charge] = await chargesOf(system(), orderId);
    assert.deepEqual([charge?.captured, charge?.refunded], [total, total]);
    await eventually(async () => {
      const mails = await mailsAbout(system(), orderId);
      assert.equal(mails.filter(({ kind }) => kind === 'refunded').length, 2);
    });
  });

  test('a customer cancels: nothing can be charged any more, then the stock comes back', async () => {
    const before = await stockOf((await shopper().products())[0]?.variants[0]?.sku ?? '');
    const { token, orderId, sku } = await confirmedOrder(2);
    const cancel = () =>
      shopper().call('POST', `/api/v1/orders/${orderId}/cancellation`, { token, body: {} });
    assert.equal((await cancel()).status, 200);
    const cancelled = await inState(shopper(), token, orderId, 'cancelled');
    assert.deepEqual(cancelled.timeline.map(({ state }) => state).slice(-3), [
      'confirmed',
      'cancelling',
      'cancelled',
    ]);
    assert.equal((await cancel()).status, 200, 'again, and it is as it was');
    assert.deepEqual(
      (await chargesOf(system(), orderId)).map(({ state }) => state),
      ['voided'],
    );
    await eventually(async () => assert.deepEqual(await stockOf(sku), before));
  });

  test('what has begun to ship is not cancelled any more', async () => {
    const { token, orderId } = await confirmedOrder(1);
    await operator('ship', orderId);
    const late = await shopper().call('POST', `/api/v1/orders/${orderId}/cancellation`, { token, body: {} });
    assert.equal(late.status, 409);
    assert.equal(late.body.code, 'orders/cannot-cancel');
  });

  test('an order of more than there is ends rejected: nothing charged, the customer written to', async () => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const sku = product?.variants[0]?.sku ?? '';
    const { onHand } = await stockOf(sku);
    const { orderId } = await shopper().placeOrder(token, [{ sku, quantity: onHand + 1 }]);
    await shopper().pay(token, orderId);
    const rejected = await settled(shopper(), token, orderId);
    assert.equal(rejected.state, 'rejected');
    assert.deepEqual(rejected.shortages[0]?.sku, sku);
    await mailOf(orderId, 'rejected');
    assert.deepEqual(await chargesOf(system(), orderId), []);
  });

  test('the operator reads an order with its timeline, and that all records agree', async () => {
    const { orderId } = await confirmedOrder(1);
    const shown = await system().fondaco('orders', 'show', orderId);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /is confirmed\.[\s\S]*Timeline:[\s\S]*confirmed/);
    const unknown = await system().fondaco('orders', 'show', '0199f3a0-0000-7000-8000-000000000001');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /orders\/not-found/);
    const { code, stdout, stderr } = await system().fondaco('mismatches', '--json');
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { orders: [], payments: [] });
    const parked = await system().fondaco('parked', 'list');
    assert.equal(parked.code, 0, parked.stderr);
  });

  test('the steps of an order are told as they happen, and again from where a reader left off', async () => {
    const { token, orderId } = await confirmedOrder(1);
    const first = await stepsUntil('confirmed', token, orderId);
    assert.deepEqual(
      first.map(({ state }) => state),
      ['pending', 'reserved', 'authorised', 'confirmed'],
    );
    const rest = stepsUntil('shipped', token, orderId, String(first.at(-1)?.seq));
    await operator('ship', orderId);
    assert.deepEqual(
      (await rest).map(({ state }) => state),
      ['shipping', 'shipped'],
    );
    const { accessToken: stranger } = await shopper().register();
    const refused = await shopper().call('GET', `/api/v1/orders/${orderId}/stream`, { token: stranger });
    assert.equal(refused.status, 404);
  });

  test('with payments down orders are placed, and confirmed when it is back', async () => {
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    assert.equal((await system().fondaco('stop', 'payments')).code, 0);
    const lines = [{ sku: product?.variants[0]?.sku ?? '', quantity: 1 }];
    const { orderId } = await shopper().placeOrder(token, lines);
    await inState(shopper(), token, orderId, 'reserved');
    const away = await shopper().call('GET', `/api/v1/payments/${orderId}`, { token });
    assert.equal(away.status, 503);
    assert.equal((await system().fondaco('start', 'payments')).code, 0);
    await shopper().pay(token, orderId);
    assert.equal((await settled(shopper(), token, orderId)).state, 'confirmed');
  });

  test('with notifications and the mail server down orders go on, and each mail comes later, once', async () => {
    for (const part of ['notifications', 'mail-catcher'])
      assert.equal((await system().fondaco('stop', part)).code, 0, part);
    const { orderId } = await confirmedOrder(1);
    assert.equal((await system().fondaco('start', 'notifications')).code, 0);
    assert.equal((await system().fondaco('start', 'mail-catcher')).code, 0);
    assert.equal((await mailOf(orderId, 'confirmed')).transmissions, 1);
  });
};
