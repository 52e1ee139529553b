import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importing } from '../import-for-tests.ts';
import { importFile, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

const exported = async (format: string): Promise<{ type: string; text: string }> => {
  const token = await products.tokens.serviceToken('operator');
  const answer = await products.service.http.inject({
    method: 'GET',
    url: `/v1/products/export?format=${format}`,
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(answer.statusCode, 200);
  return { type: String(answer.headers['content-type']), text: answer.body };
};

test('an export has no rows where there are no products', async () => {
  const { type, text } = await exported('csv');
  assert.match(type, /^text\/csv/);
  assert.equal(text, 'sku,name,price,currency,stock,product,category,description,status\n');
  assert.equal((await exported('ndjson')).text, '');
});

test('a variant is a row, with what its product is', async () => {
  await importFile(
    products,
    [
      'sku,name,price,currency,stock,product,category,description,status,attribute:material,option:colour',
      'E-1,"Mug, ""green""",2.05,GBP,3,mug,Home > Mugs \\> Cups,"two\nlines",active,clay,green',
      'E-2,"Mug, ""green""",150,JPY,0,mug,Home > Mugs \\> Cups,"two\nlines",active,clay,',
      'E-3,Draft,0.001,KWD,7,,,,draft,,',
    ].join('\n'),
  );
  assert.deepEqual(
    (await exported('csv')).text,
    [
      'sku,name,price,currency,stock,product,category,description,status,attribute:material,option:colour',
      'E-1,"Mug, ""green""",2.05,GBP,3,mug,Home > Mugs \\> Cups,"two\nlines",active,clay,green',
      'E-2,"Mug, ""green""",150,JPY,0,mug,Home > Mugs \\> Cups,"two\nlines",active,clay,',
      'E-3,Draft,0.001,KWD,7,draft-e-3,,,draft,,',
      '',
    ].join('\n'),
  );
  const [row] = (await exported('ndjson')).text.split('\n');
  assert.deepEqual(JSON.parse(row ?? ''), {
    sku: 'E-1',
    name: 'Mug, "green"',
    price: '2.05',
    currency: 'GBP',
    stock: '3',
    product: 'mug',
    category: 'Home > Mugs \\> Cups',
    description: 'two\nlines',
    status: 'active',
    attributes: { material: 'clay' },
    options: { colour: 'green' },
  });
});

test('what was exported changes nothing when it is imported, whatever the format and the names', async () => {
  await products.rows(`
    INSERT INTO category (category_id, parent_id, department_id, slug, name)
    VALUES ('019ab000-0000-7000-8000-000000000001', NULL, '019ab000-0000-7000-8000-000000000001', 'odd', 'A > B \\ C')`);
  await products.rows(`
    UPDATE product SET category_id = '019ab000-0000-7000-8000-000000000001', name = ' blanks around ',
      description = E'one\\r\\ntwo ', attributes = '{"with = sign": "a,b", " blank": " oak\\"s "}'
    WHERE slug = 'draft-e-3'`);
  const rows = Array.from(
    { length: 1_200 },
    (_, n) => `P-${n},Thing ${n},${n + 1},GBP,${n % 3},${n % 4 === 0 ? '' : `group-${n >> 2}`}`,
  );
  const named = rows.map((row, n) => (n % 4 === 0 ? row : row.replace(`Thing ${n}`, `Group ${n >> 2}`)));
  const first = await importFile(products, ['sku,name,price,currency,stock,product', ...named].join('\n'));
  assert.equal(first.accepted, 1_200);
  // It is not in the export, and so it stays retired.
  await products.rows(`UPDATE variant SET retired = true WHERE sku = 'P-1'`);

  const { catalogue } = importing(products);
  const before = await catalogue();
  for (const format of ['csv', 'ndjson'] as const) {
    for (const setStock of [false, true]) {
      const { text } = await exported(format);
      const done = await importFile(products, text, { format, setStock, partBytes: 20_000 });
      assert.deepEqual([done.state, done.rejected], ['done', {}]);
      assert.deepEqual([done.added, done.changed, done.unchanged], [0, 0, 1_202]);
      assert.deepEqual(await catalogue(), before);
    }
  }
});

test('only staff and the operator take all products out', async () => {
  const path = '/v1/products/export?format=csv';
  assert.equal((await products.call(null, 'GET', path)).status, 401);
  assert.equal((await products.call(await products.tokens.userToken(), 'GET', path)).status, 403);
  assert.equal((await products.operate('GET', '/v1/products/export?format=xls')).status, 400);
});
