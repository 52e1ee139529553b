import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { distinctSlug, isReserved, isSlug, slugOf, slugOfName } from './slug.ts';

test('a slug is the name in plain letters with the SKU behind it', () => {
  assert.equal(slugOf('WHITE METAL LANTERN', '71053'), 'white-metal-lantern-71053');
  assert.equal(slugOf('RED WOOLLY HOTTIE WHITE HEART.', '84029E'), 'red-woolly-hottie-white-heart-84029e');
  assert.equal(slugOf('  "Crème & Café" – N° 5! ', 'A.B_c'), 'creme-cafe-n-5-a.b_c');
});

test('a name without a plain letter still has a slug', () => {
  assert.equal(slugOf('茶碗', 'TEA-1'), 'product-tea-1');
  assert.equal(slugOf('???', '1'), 'product-1');
});

test('a long name is cut, the SKU never', () => {
  const slug = slugOf('x'.repeat(200), 'S'.repeat(40));
  assert.equal(slug, `${'x'.repeat(80)}-${'s'.repeat(40)}`);
});

test('whatever the name, its slug is one that can be looked up, also after it was made distinct', () => {
  const sku = fc.stringMatching(/^[A-Z0-9][A-Z0-9._-]{0,39}$/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), sku, fc.uuid(), (name, code, id) => {
      assert.ok(isSlug(slugOf(name, code)), slugOf(name, code));
      assert.ok(isSlug(distinctSlug(slugOf(name, code), id)));
    }),
  );
});

test('what can be no slug is recognised before the database is asked', () => {
  for (const text of ['', 'A', '-a', 'a b', 'a/b', 'a\0', 'é', 'a'.repeat(201)])
    assert.equal(isSlug(text), false, text);
});

test('what has no SKU has its name alone for an address', () => {
  assert.equal(slugOfName('Crème & Café', 'category'), 'creme-cafe');
  assert.equal(slugOfName('茶碗', 'category'), 'category');
  assert.equal(slugOfName(`${'x'.repeat(79)} yz`, 'product'), 'x'.repeat(79));
});

test('no product takes the address of a search', () => {
  assert.ok(isReserved('search'));
  assert.equal(isReserved('search-light'), false);
});
