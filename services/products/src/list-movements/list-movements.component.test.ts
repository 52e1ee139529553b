import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { putOnSale } from '../stock-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

const adjust = async (sku: string, delta: number, reason: string): Promise<void> => {
  const url = `/v1/stock/${sku}/adjustments`;
  const answer = await products.operate('POST', url, { delta, reason }, { 'idempotency-key': newId() });
  assert.equal(answer.status, 200);
};
const movements = (sku: string, query = '') => products.operate('GET', `/v1/stock/${sku}/movements${query}`);

test('what has moved the stock of a SKU is listed, the newest first, adjustments with their reason and maker', async () => {
  const importId = await putOnSale(products.db, { MOVED: 10, OTHER: 10 });
  await adjust('OTHER', 1, 'found');
  await adjust('MOVED', -3, 'broken');
  const { status, body } = await movements('moved');
  assert.equal(status, 200);
  const [adjusted, imported] = body.items;
  assert.deepEqual(
    { ...adjusted, movementId: 0, movedAt: '', reference: '' },
    {
      movementId: 0,
      onHandDelta: -3,
      reservedDelta: 0,
      reason: 'adjustment',
      reference: '',
      movedAt: '',
      why: 'broken',
      madeBy: 'service:operator',
    },
  );
  assert.ok(Math.abs(Date.parse(adjusted.movedAt) - Date.now()) < 60_000);
  assert.equal(imported.reason, 'import');
  assert.equal(imported.reference, importId);
  assert.deepEqual([imported.why, imported.madeBy], [null, null]);
  assert.equal(body.items.length, 2);
  assert.equal(body.nextCursor, null);
});

test('the ledger is read page by page, and adds up to the stock', async () => {
  await putOnSale(products.db, { PAGED: 10 });
  for (let n = 0; n < 6; n++) await adjust('PAGED', 1, `number ${n}`);
  const deltas: number[] = [];
  let query = '?limit=3';
  for (let pages = 0; pages < 3; pages++) {
    const { body } = await movements('PAGED', query);
    deltas.push(...body.items.map((item: { onHandDelta: number }) => item.onHandDelta));
    query = `?limit=3&cursor=${body.nextCursor}`;
    assert.equal(body.nextCursor === null, pages === 2);
  }
  assert.deepEqual(deltas, [1, 1, 1, 1, 1, 1, 10]);
});

test('questions that are none are refused, and others than staff are', async () => {
  await putOnSale(products.db, { ASKED: 1 });
  assert.equal((await movements('NONE')).body.code, 'products/unknown-sku');
  for (const query of ['?cursor=x', '?cursor=-1', '?cursor=99999999999999999999'])
    assert.equal((await movements('ASKED', query)).body.code, 'products/invalid-cursor', query);
  assert.equal((await movements('ASKED', '?limit=501')).body.code, 'request/invalid');
  const url = '/v1/stock/ASKED/movements';
  assert.equal((await products.call(null, 'GET', url)).status, 401);
  assert.equal((await products.call(await products.tokens.userToken(), 'GET', url)).status, 403);
  const staff = await products.tokens.userToken({ roles: ['staff'] });
  assert.equal((await products.call(staff, 'GET', url)).status, 200);
});
