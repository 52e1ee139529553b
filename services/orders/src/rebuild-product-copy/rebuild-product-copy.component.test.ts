import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import type { ProductCopyRebuild } from '@fondaco/contracts/http/product-copy';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { product, rows } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { copyAndTopic, never, PATIENCE, some } from './copy-and-topic-for-tests.ts';
import { requestRebuild } from './rebuild-store.ts';

describe('building the copy of the catalogue anew', () => {
  const {
    database,
    catalogue,
    publish,
    produce,
    apply,
    rebuilder,
    rebuild,
    last,
    hold,
    waitingForLocks,
    copy,
    assertEqualToTopic,
  } = copyAndTopic();

  const counts = ({ state, products, changed, removed, unreadable, share }: ProductCopyRebuild) => ({
    state,
    products,
    changed,
    removed,
    unreadable,
    share,
  });
  const outcome = (products: number, changed: number, removed: number) => ({
    ...{ state: 'done', products, changed, removed, unreadable: 0, share: 1 },
  });

  test('a new copy is what the topic says last of every product', async () => {
    const [first, second, third, ...others] = some(40);
    assert.ok(first && second && third);
    await publish(first, second, third, ...others);
    await publish({ ...first, version: 2, name: 'Renamed' }, { ...second, version: 5, status: 'archived' });
    const price = { amountMinor: 1, currency: 'GBP' };
    const scheduled = [{ price, startsAt: '2030-01-01T00:00:00Z' }];
    const variants = [{ sku: 'NEW', price, scheduled }, ...third.variants];
    await publish({ ...third, version: 2, variants });
    assert.deepEqual(counts(await rebuild()), outcome(40, 40, 0));
    await assertEqualToTopic();
  });

  test('a copy that is as it should be stays untouched', async () => {
    const products = some(5);
    await publish(...products);
    await apply(...products);
    assert.deepEqual(counts(await rebuild()), outcome(5, 0, 0));
    await assertEqualToTopic();
  });

  test('a damaged copy is mended, what it lacks comes back, and what only it has goes', async () => {
    const products = some(6);
    await publish(...products);
    const [renamed, repriced, emptied, missing, stranger] = products;
    assert.ok(renamed && repriced && emptied && missing && stranger);
    await apply(...products, ...some(3));
    const damage = (text: string, { productId }: ProductSnapshot) => rows(database().db, text, productId);
    await damage("update product_copy set name = 'Wrong', active = false where product_id = $1", renamed);
    await damage('update product_copy_variant set price_minor = 1 where product_id = $1', repriced);
    await damage('delete from product_copy_variant where product_id = $1', emptied);
    await damage('delete from product_copy_variant where product_id = $1', missing);
    await damage('delete from product_copy where product_id = $1', missing);
    await damage(
      "insert into product_copy_variant (product_id, sku, price_minor, currency) values ($1, 'STRANGE', 1, 'GBP')",
      stranger,
    );
    assert.deepEqual(counts(await rebuild()), outcome(6, 5, 3));
    await assertEqualToTopic();
  });

  test('newer snapshots than the topic’s stay, and so does what comes while it is under way', async () => {
    const products = some(20);
    await publish(...products);
    await apply(...products);
    const [first, known, renamed] = products.toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
    assert.ok(first && known && renamed);
    const newer = { ...product('DEARER', 900), productId: known.productId, version: 7 };
    await apply(newer);
    await requestRebuild(database().db, randomUUID());
    const held = await hold(first);
    const rebuilding = rebuilder()(never);
    await eventually(async () => assert.equal((await last()).state, 'running'), PATIENCE);

    const arrived = product('ARRIVED', 5);
    const update = { ...renamed, version: 2, name: 'Renamed meanwhile' };
    await Promise.all([publish(arrived, update), apply(arrived, update), held.release()]);
    await rebuilding;
    catalogue.set(newer.productId, newer);
    await assertEqualToTopic();
    const { state, removed } = await last();
    assert.deepEqual([state, removed], ['done', 0]);
  });

  test('a product that is heard of while it is being removed stays', async () => {
    const products = some(3);
    await publish(...products);
    const [known] = products;
    const stranger = product('STRANGER', 5);
    assert.ok(known);
    await apply(known, stranger);
    await requestRebuild(database().db, randomUUID());
    const held = await hold(known);
    const rebuilding = rebuilder()(never);
    await eventually(async () => assert.equal((await last()).state, 'running'), PATIENCE);
    const update = { ...stranger, version: 2 };
    const heardOf = await hold(update, (tx) => applySnapshots(tx, [update]));
    await held.release();
    await eventually(async () => {
      assert.equal((await last()).share, 1);
      assert.equal((await waitingForLocks()).length, 1);
    }, PATIENCE);
    await heardOf.release();
    await rebuilding;
    catalogue.set(update.productId, update);
    await assertEqualToTopic();
    assert.equal((await last()).removed, 0);
  });

  test('a product whose last message is a tombstone goes', async () => {
    const products = some(3);
    await publish(...products);
    await apply(...products);
    const [gone] = products;
    assert.ok(gone);
    await produce(gone.productId, undefined, {});
    await produce('no product', undefined, {});
    catalogue.delete(gone.productId);
    assert.deepEqual(counts(await rebuild()), outcome(2, 0, 1));
    await assertEqualToTopic();
  });

  test('messages that cannot be read are counted, and nothing is removed beside them', async () => {
    const products = some(3);
    await publish(...products);
    await apply(...some(1));
    await produce(randomUUID(), { productId: 'no snapshot' });
    await produce(randomUUID(), { ...product('BAD', 1), name: 'no text for PostgreSQL: \0' });
    const { state, changed, removed, unreadable } = await rebuild();
    assert.deepEqual([state, changed, removed, unreadable], ['done', 3, 0, 2]);
    assert.equal((await copy()).size, 4);
  });

  test('an empty topic empties nothing', async () => {
    await apply(...some(2));
    const { state, failure } = await rebuild();
    assert.deepEqual(
      [state, failure],
      ['failed', 'The topic has no product: nothing was removed from the copy.'],
    );
    assert.equal((await copy()).size, 2);
  });
});
