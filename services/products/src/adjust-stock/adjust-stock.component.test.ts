import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { importAll, importRow, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  await importAll(
    products,
    ['ADD', 'SAME', 'RESERVED', 'LIMIT', 'BOTH', 'OTHER', 'BAD', 'KEYS', 'LOG'].map((sku, index) =>
      importRow(index + 2, sku),
    ),
  );
});
after(() => products.stop());

const adjust = (sku: string, key: string, body: unknown) =>
  products.operate('POST', `/v1/stock/${sku}/adjustments`, body, { 'idempotency-key': key });
const stockOf = async (sku: string) => (await products.operate('GET', `/v1/stock/${sku}`)).body;

test('an adjustment changes what is on hand and available, and is written down', async () => {
  const { status, body } = await adjust('add', 'add-1', { delta: -3, reason: 'broken' });
  assert.equal(status, 200);
  assert.deepEqual(body, { sku: 'ADD', onHand: 7, reserved: 0, available: 7 });
  assert.deepEqual(await stockOf('aDD'), body);
  assert.deepEqual(
    await products.rows(
      `SELECT on_hand_delta, reserved_delta, stock_movement.reason, stock_adjustment.reason AS why, made_by
       FROM stock_movement JOIN stock_adjustment ON adjustment_id = reference WHERE stock_movement.sku = 'ADD'`,
    ),
    [
      {
        on_hand_delta: -3,
        reserved_delta: 0,
        reason: 'adjustment',
        why: 'broken',
        made_by: 'service:operator',
      },
    ],
  );
});

test('the same request again gets the first answer again and changes nothing', async () => {
  const request = { delta: 5, reason: 'found' };
  const first = await adjust('SAME', 'same-1', request);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  await adjust('SAME', 'same-2', { delta: -15, reason: 'all broken' });
  const again = await adjust('SAME', 'same-1', request);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.equal((await stockOf('SAME')).onHand, 0);
});

test('one key is good for one request, also when both come at once', async () => {
  const answers = await Promise.all([
    ...Array.from({ length: 8 }, () => adjust('BOTH', 'both', { delta: 1, reason: 'found' })),
    adjust('OTHER', 'both', { delta: 1, reason: 'found' }),
  ]);
  const changes = (await stockOf('BOTH')).onHand + (await stockOf('OTHER')).onHand - 20;
  assert.equal(changes, 1);
  for (const { status, body } of answers) {
    assert.ok(status === 200 || body.code === 'products/idempotency-key-reused', JSON.stringify(body));
  }
});

test('a key with another request is refused', async () => {
  await adjust('KEYS', 'keys', { delta: 1, reason: 'found' });
  for (const [sku, body] of [
    ['KEYS', { delta: 2, reason: 'found' }],
    ['KEYS', { delta: 1, reason: 'lost' }],
    ['ADD', { delta: 1, reason: 'found' }],
  ] as const) {
    const refused = await adjust(sku, 'keys', body);
    assert.equal(refused.status, 422);
    assert.equal(refused.body.code, 'products/idempotency-key-reused');
  }
  assert.equal((await stockOf('KEYS')).onHand, 11);
});

test('the keys of different callers have nothing to do with each other', async () => {
  const staff = await products.tokens.userToken({ roles: ['staff'] });
  await adjust('LOG', 'shared', { delta: 1, reason: 'found' });
  const other = await products.call(
    staff,
    'POST',
    '/v1/stock/LOG/adjustments',
    { delta: 2, reason: 'found' },
    {
      'idempotency-key': 'shared',
    },
  );
  assert.equal(other.status, 200);
  assert.equal(other.body.onHand, 13);
});

test('what is reserved can not be taken away, and the refusal leaves the key free', async () => {
  await products.rows(`
    INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
    VALUES ('RESERVED', 0, 4, 'reservation', '${newId()}')`);
  const refused = await adjust('RESERVED', 'reserved', { delta: -7, reason: 'lost' });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'products/stock-below-reserved');
  assert.equal(refused.body.detail, '6 of 10 are free, and no more can be taken away.');
  assert.equal(refused.body.available, 6);
  const corrected = await adjust('RESERVED', 'reserved', { delta: -6, reason: 'lost' });
  assert.deepEqual(corrected.body, { sku: 'RESERVED', onHand: 4, reserved: 4, available: 0 });
});

test('there is an upper limit', async () => {
  const refused = await adjust('LIMIT', 'limit', { delta: 1_000_000_000, reason: 'typing error' });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'products/stock-above-limit');
});

test('an unknown SKU is not found', async () => {
  assert.equal(
    (await adjust('NONE', 'none', { delta: 1, reason: 'found' })).body.code,
    'products/unknown-sku',
  );
  const read = await products.operate('GET', '/v1/stock/NONE');
  assert.equal(read.status, 404);
  assert.equal(read.body.code, 'products/unknown-sku');
});

test('wrong adjustments are refused and leave nothing behind', async () => {
  const wrong: [unknown, string][] = [
    [{ delta: 0, reason: 'none' }, 'products/nothing-to-adjust'],
    [{ delta: 1, reason: ' \t ' }, 'products/reason-missing'],
    [{ delta: 1.5, reason: 'x' }, 'request/invalid'],
    [{ delta: '1', reason: 'x' }, 'request/invalid'],
    [{ delta: 1e10, reason: 'x' }, 'request/invalid'],
    [{ delta: 1, reason: '' }, 'request/invalid'],
    [{ delta: 1 }, 'request/invalid'],
    [{ delta: 1, reason: 'x', more: 1 }, 'request/invalid'],
    ['{"delta":1', 'request/malformed-json'],
  ];
  for (const [body, code] of wrong) {
    const { status, body: problem } = await adjust('BAD', 'bad', body);
    assert.equal(status, 400, JSON.stringify(body));
    assert.equal(problem.code, code, JSON.stringify(body));
  }
  const withoutKey = await products.operate('POST', '/v1/stock/BAD/adjustments', { delta: 1, reason: 'x' });
  assert.equal(withoutKey.body.code, 'products/idempotency-key-missing');
  assert.equal((await adjust('BAD', 'é', { delta: 1, reason: 'x' })).body.code, 'request/invalid');
  assert.equal((await stockOf('BAD')).onHand, 10);
});

test('the ledger can not be changed afterwards', async () => {
  for (const text of ['UPDATE stock_movement SET on_hand_delta = 1', 'DELETE FROM stock_movement']) {
    await assert.rejects(products.db.query({ name: text, text }), /append-only/);
  }
});
