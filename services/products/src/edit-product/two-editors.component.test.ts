import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProductEdit } from '@fondaco/contracts/http/catalogue';
import fc from 'fast-check';
import { type Editing, editing, gbp } from '../editing-for-tests.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
let staff: Editing;
before(async () => {
  products = await startProducts();
  staff = await editing(products);
});
after(() => products.stop());

let last = 0;

/** What an editor does; each number makes it a change of its own. */
const change: fc.Arbitrary<(n: number, sku: string) => ProductEdit> = fc.constantFrom(
  (n: number) => ({ name: `Name ${n}` }),
  (n: number) => ({ description: `Text ${n}` }),
  (n: number) => ({ attributes: { number: String(n) } }),
  (n: number, sku: string) => ({ variants: [{ sku, price: gbp(1000 + n) }] }),
  (n: number, sku: string) => ({ slug: `${sku.toLowerCase()}-${n}` }),
);

test('of editors who start from the same version at once exactly one succeeds, and all others are told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (rounds) => {
        const sku = `RACE-${++last}`;
        let product = await staff.sell({ name: sku, variants: [{ sku, price: gbp(1) }] });
        const { productId } = product;
        for (const [round, editors] of rounds.entries()) {
          const edits = editors.map((edit, n) => edit(round * 10 + n, sku));
          const answers = await Promise.all(
            edits.map((edit) => staff.edit(productId, product.version, edit)),
          );

          const won = answers.filter(({ status }) => status === 200);
          assert.equal(won.length, 1);
          for (const { status, body } of answers.filter((answer) => answer !== won[0]))
            assert.deepEqual(
              [status, body.code, body.version],
              [412, 'products/edit-conflict', product.version + 1],
            );

          // Nothing of the losers' is in what is stored: it is the winner's answer, one version on.
          const now = await staff.record(productId);
          assert.deepEqual(now, won[0]?.body);
          assert.equal(now.version, product.version + 1);
          product = now;
        }
        const snapshots = await staff.snapshots(productId);
        assert.deepEqual(
          snapshots.map(({ version }) => version),
          Array.from({ length: rounds.length + 1 }, (_, index) => index + 2),
        );
      },
    ),
    { numRuns: 15 },
  );
});
