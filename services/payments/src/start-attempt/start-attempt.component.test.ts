import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually, recordingLog } from '@fondaco/chassis/testing';
import { createShop, gbp, rows, type Shop } from '../payments-for-tests.ts';

describe('paying for an order', () => {
  const { log, records } = recordingLog();
  let shop: Shop;

  before(async () => {
    shop = await createShop({ log });
    await shop.startWork();
  });
  after(() => shop?.close());

  test('waits for the request for payment, is then authorised, and tells so once', async () => {
    const order = await shop.newOrder(1095);
    const answer = await order.pay('tok_ok');
    assert.equal(answer.status, 202);
    assert.equal(answer.headers.get('location'), `/v1/payments/${order.orderId}`);
    assert.equal(answer.body.state, 'waiting');
    assert.equal((await order.read()).state, 'unknown');
    assert.equal(shop.provider.calls.filter(({ key }) => key === answer.body.attemptId).length, 0);

    await order.request();
    const payment = await order.until('authorised');
    assert.deepEqual(payment.amount, gbp(1095));
    assert.deepEqual(
      payment.attempts.map(({ attemptId, state }) => [attemptId, state]),
      [[answer.body.attemptId, 'authorised']],
    );
    const theirs = shop.provider.of(answer.body.attemptId);
    assert.deepEqual([theirs.state, theirs.orderId, theirs.amount], ['authorised', order.orderId, gbp(1095)]);
    const [event, ...more] = await order.announced();
    assert.equal(event?.type, 'authorised');
    assert.deepEqual(more, []);
    assert.deepEqual(
      { ...event?.payload, authorisedAt: '', lastStepAt: '' },
      {
        orderId: order.orderId,
        customerId: order.customerId,
        attemptId: answer.body.attemptId,
        amount: gbp(1095),
        authorisedAt: '',
        lastStepAt: '',
      },
    );
    assert.deepEqual(await order.work(), []);
    assert.deepEqual(
      (await order.ledger()).map(({ kind, account, amount }) => [kind, account, amount]),
      [
        ['authorised', 'hold-obligations', -1095],
        ['authorised', 'holds', 1095],
      ],
    );
  });

  test('begins at once when the payment was requested before', async () => {
    const order = await shop.newOrder();
    await order.request();
    const answer = await order.pay();
    assert.equal(answer.body.state, 'processing');
    await order.until('authorised');
  });

  test('may be tried again after a decline, which tells its reason', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.pay('tok_declined');
    await eventually(async () => assert.equal((await order.read()).attempts[0]?.failure, 'card-declined'));
    assert.equal((await order.read()).state, 'due');
    await order.pay('tok_ok');
    await order.until('authorised');
    assert.deepEqual(
      (await order.announced()).map(({ type, payload }) => [type, payload.reason]),
      [
        ['declined', 'card-declined'],
        ['authorised', undefined],
      ],
    );
  });

  test('with a token that the provider refuses is declined', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.pay('tok_unknown');
    await eventually(async () =>
      assert.equal((await order.read()).attempts[0]?.failure, 'card-token-invalid'),
    );
  });

  test('under the same key answers the same attempt as it is now, and charges once', async () => {
    const order = await shop.newOrder();
    const key = randomUUID();
    const first = await order.pay('tok_ok', key);
    const again = await order.pay('tok_ok', key);
    assert.equal(again.status, 202);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
    await order.request();
    await order.until('authorised');
    const paid = await order.pay('tok_ok', key);
    assert.deepEqual([paid.status, paid.body.state], [202, 'authorised']);
    assert.equal(shop.provider.calls.filter((call) => call.key === first.body.attemptId).length, 1);
  });

  test('under a key of another attempt is refused', async () => {
    const order = await shop.newOrder();
    const another = await shop.newOrder();
    const key = randomUUID();
    await order.pay('tok_ok', key);
    for (const answer of [
      await order.pay('tok_other', key),
      await shop.payments.pay(order.token, another.orderId, key, { cardToken: 'tok_ok' }),
    ]) {
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'payments/idempotency-key-reused');
    }
  });

  test('from two tabs at once begins one attempt and refuses the other', async () => {
    for (const requested of [true, false]) {
      const order = await shop.newOrder();
      if (requested) await order.request();
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      if (requested) shop.provider.interfere('authorise', { before: () => held });
      const answers = await Promise.all([order.pay(), order.pay()]);
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [202, 409]);
      assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'payments/attempt-unfinished');
      release();
      if (!requested) await order.request();
      await order.until('authorised');
      const charged = [...shop.provider.payments.values()].filter((one) => one.orderId === order.orderId);
      assert.equal(charged.length, 1);
    }
  });

  test('is refused for an order that is paid', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.pay();
    await order.until('authorised');
    const answer = await order.pay();
    assert.deepEqual([answer.status, answer.body.code], [409, 'payments/not-payable']);
  });

  test('of somebody else looks as if there were none', async () => {
    const order = await shop.newOrder();
    await order.request();
    const stranger = await shop.userToken({ userId: randomUUID() });
    const paid = await order.pay('tok_ok', randomUUID(), stranger);
    assert.deepEqual([paid.status, paid.body.code], [404, 'payments/no-such-payment']);
    const read = await shop.payments.call(stranger, `/v1/payments/${order.orderId}`);
    assert.deepEqual([read.status, read.body.code], [404, 'payments/no-such-payment']);
  });

  test('by a stranger before the order is known keeps its owner from nothing', async () => {
    const order = await shop.newOrder();
    const stranger = await shop.userToken({ userId: randomUUID() });
    const key = randomUUID();
    assert.equal((await order.pay('tok_strangers', key, stranger)).status, 202);
    assert.equal((await order.pay('tok_ok')).status, 202);
    await order.request();
    await order.until('authorised');
    const strangers = await order.pay('tok_strangers', key, stranger);
    assert.deepEqual([strangers.body.state, strangers.body.failure], ['refused', 'not-your-order']);
    assert.equal((await order.read()).attempts.length, 1);
    assert.equal(
      [...shop.provider.payments.values()].filter((one) => one.orderId === order.orderId).length,
      1,
    );
  });

  for (const [what, body] of [
    ['an amount', { cardToken: 'tok_ok', amount: gbp(1) }],
    ['a total', { cardToken: 'tok_ok', amountMinor: 1 }],
    ['no token', {}],
    ['a card number with blanks', { cardToken: '4242 4242 4242 4242' }],
  ] as const) {
    test(`with ${what} is refused, and changes nothing`, async () => {
      const order = await shop.newOrder();
      const answer = await shop.payments.pay(order.token, order.orderId, randomUUID(), body);
      assert.deepEqual([answer.status, answer.body.code], [400, 'request/invalid']);
      assert.equal((await shop.payments.call(order.token, `/v1/payments/${order.orderId}`)).status, 404);
    });
  }

  test('needs a key, a token and an order id', async () => {
    const order = await shop.newOrder();
    const keyless = await shop.payments.pay(order.token, order.orderId, null, { cardToken: 'tok_ok' });
    assert.deepEqual([keyless.status, keyless.body.code], [400, 'payments/idempotency-key-missing']);
    const nobody = await shop.payments.pay(null, order.orderId, 'k', { cardToken: 'tok_ok' });
    assert.equal(nobody.status, 401);
    const nowhere = await shop.payments.pay(order.token, 'no-order', 'k', { cardToken: 'tok_ok' });
    assert.equal(nowhere.status, 400);
  });

  test('that meets the request for payment at the same moment is never forgotten', async () => {
    for (let round = 0; round < 15; round++) {
      const order = await shop.newOrder();
      await Promise.all([order.pay(), order.request()]);
      await order.until('authorised');
    }
  });

  test('costs two statements to begin and three to record, its event included', async () => {
    const statements = [
      'lock-or-begin-payments',
      'insert-attempts',
      'lock-payments',
      'record-payment-decisions',
    ];
    const executed = (statement: string) =>
      shop.payments.metric('db_client_operation_duration_seconds_count', { db_operation_name: statement });
    const order = await shop.newOrder();
    await order.request();
    const before = await Promise.all(statements.map((statement) => executed(statement)));
    await order.pay();
    await order.until('authorised');
    const after = await Promise.all(statements.map((statement) => executed(statement)));
    assert.deepEqual(
      after.map((count, n) => count - (before[n] ?? 0)),
      [1, 1, 1, 1],
    );
  });

  test('leaves no token of a card anywhere once it has ended', async () => {
    const order = await shop.newOrder();
    await order.request();
    await order.pay('tok_never_to_be_seen');
    await order.until('authorised');
    const kept = await rows(
      shop.database.db,
      `select card_token from payment_attempt where card_token is not null and state not in ('waiting', 'processing')`,
    );
    assert.deepEqual(kept, []);
    const everything = await rows<{ all: string }>(
      shop.database.db,
      `select coalesce(string_agg(attempt::text, ''), '') || (select coalesce(string_agg(o::text, ''), '')
         from messaging.outbox as o) as all from payment_attempt as attempt`,
    );
    assert.ok(!everything[0]?.all.includes('tok_never_to_be_seen'));
    assert.ok(records.length > 0);
    assert.ok(!JSON.stringify(records).includes('tok_'), 'a token of a card was logged');
  });

  test('counts attempts by what became of them', async () => {
    for (const outcome of ['waiting', 'processing', 'authorised', 'declined', 'refused']) {
      assert.ok((await shop.payments.metric('payments_attempts_total', { outcome })) >= 1, outcome);
    }
  });
});
