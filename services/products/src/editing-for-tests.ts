import assert from 'node:assert/strict';
import type { NewProduct, ProductEdit } from '@fondaco/contracts/http/catalogue';
import type { ProductsUnderTest } from './products-for-tests.ts';

export const EDITOR_ID = '019ab000-0000-7000-8000-0000000000ed';

export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

/** What a member of the staff does. */
export const editing = async (products: ProductsUnderTest) => {
  const token = await products.tokens.userToken({ userId: EDITOR_ID, roles: ['customer', 'staff'] });
  const call = (...[method, url, body, headers]: Parameters<typeof products.operate>) =>
    products.call(token, method, url, body, headers);
  const create = (product: NewProduct) => call('POST', '/v1/products', product);
  const edit = (productId: string, version: number, change: ProductEdit) =>
    call('PATCH', `/v1/products/${productId}`, change, { 'if-match': `"${version}"` });
  return {
    call,
    create,
    edit,
    record: async (productId: string) => (await call('GET', `/v1/products/${productId}/record`)).body,
    /** On sale at version 2, as its record. */
    sell: async (product: NewProduct) => {
      const { status, body } = await create(product);
      assert.equal(status, 201, JSON.stringify(body));
      const active = await edit(body.productId, 1, { status: 'active' });
      assert.equal(active.status, 200, JSON.stringify(active.body));
      return active.body;
    },
    category: async (name: string, parentId: string | null = null) => {
      const { status, body } = await call('POST', '/v1/categories', { name, parentId });
      assert.equal(status, 201, JSON.stringify(body));
      return body;
    },
    /** Its id. */
    image: async (digit: string) => {
      const imageId = digit.repeat(64);
      await products.db.query({
        name: 'add-image',
        text: `INSERT INTO image (image_id, width, height, made_by) VALUES ($1, 800, 600, 'test')`,
        values: [imageId],
      });
      return imageId;
    },
    snapshots: async (productId: string) =>
      (await products.events())
        .filter(({ type, data }) => type === 'products.product.snapshot.v1' && data.productId === productId)
        .map(({ data }) => data),
    listing: async (productId: string) => {
      const { rows } = await products.db.query<Record<string, unknown>>({
        name: 'listing',
        text: 'SELECT * FROM listing WHERE product_id = $1',
        values: [productId],
      });
      return rows[0] ?? null;
    },
  };
};

export type Editing = Awaited<ReturnType<typeof editing>>;
