import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importing } from '../import-for-tests.ts';
import { importFile, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
let { csv, refusals, eventsOf } = {} as ReturnType<typeof importing>;
before(async () => {
  products = await startProducts();
  ({ csv, refusals, eventsOf } = importing(products));
});
after(() => products.stop());

const HEAD = 'sku,name,price,currency,stock';
const BYTES = { 'content-type': 'application/octet-stream' };

const begin = async (format = 'csv') =>
  (await products.operate('POST', '/v1/products/imports', { format, setStock: false })).body.importId;
const sendFirst = async (content: string | Buffer) =>
  products.operate(
    'PUT',
    `/v1/products/imports/${await begin()}/parts/1`,
    Buffer.isBuffer(content) ? content : Buffer.from(content),
    BYTES,
  );

test('a byte order mark, CRLF, quotes and parts that end anywhere are read as they are meant', async () => {
  const content = `\ufeff${HEAD},description\r\nQ-1,"Mug, ""green""",1,GBP,1,"two\r\nlines"\r\nQ-2,Crème 🫖,1,GBP,1,12" ruler\r\n`;
  for (const partBytes of [45, 46, 51, 57, 61]) {
    const done = await importFile(products, content, { partBytes });
    assert.deepEqual([done.state, done.rows, done.accepted], ['done', 2, 2], String(partBytes));
  }
  assert.equal((await eventsOf('Q-1'))[0].name, 'Mug, "green"');
  assert.equal((await eventsOf('Q-2'))[0].name, 'Crème 🫖');
  assert.deepEqual(
    await products.rows(
      `SELECT description FROM product WHERE name LIKE 'Crème%' OR name LIKE 'Mug%' ORDER BY name`,
    ),
    [{ description: '12" ruler' }, { description: 'two\nlines' }],
  );
  assert.equal((await eventsOf('Q-1')).length, 1);
});

test('old line ends of a carriage return alone end lines', async () => {
  const { accepted, refused } = await csv([[HEAD, 'CR-1,n,1,GBP,1', 'CR-2,n,x,GBP,1', ''].join('\r')]);
  assert.equal(accepted, 1);
  assert.deepEqual(refused, [{ line: 3, reason: 'invalid-price', column: 'price' }]);
});

test('a header that cannot be right is refused at once, and nothing is imported', async () => {
  const wrong: [string | Buffer, RegExp][] = [
    ['sku,name,currency\nA,b,GBP', /has no column "price", "stock"/],
    [`${HEAD},colour\nA,b,1,GBP,1,red`, /names what is no column: "colour"/],
    [`${HEAD},Name\nA,b,1,GBP,1,c`, /names a column twice: "name"/],
    [`${HEAD},"category\nA,b,1,GBP,1`, /opened and never closed/],
    [Buffer.from(`\ufeff${HEAD}\nA,b,1,GBP,1`, 'utf16le'), /is not UTF-8: save it as "CSV UTF-8"/],
    ['\n\n', /is empty: its first line must name the columns/],
    ['x'.repeat(300_000), /is too long/],
  ];
  for (const [content, told] of wrong) {
    const { status, body } = await sendFirst(content);
    assert.equal(status, 422);
    assert.equal(body.code, 'products/import-header');
    assert.match(body.detail, told);
  }
  assert.equal((await sendFirst('')).body.code, 'products/import-part-empty');
});

test('a row in another encoding is refused, and shown as far as it can be read', async () => {
  const content = Buffer.concat([
    Buffer.from(`${HEAD}\n`),
    Buffer.from('L-1,Caf\xe9,1,GBP,1\n', 'latin1'),
    Buffer.from('L-2,Café,1,GBP,1\n'),
  ]);
  const done = await importFile(products, content);
  assert.deepEqual([done.accepted, done.rejected], [1, { 'not-utf-8': 1 }]);
  assert.deepEqual(await refusals(done.importId), [
    {
      line: 2,
      reason: 'not-utf-8',
      column: null,
      row: { sku: 'L-1', name: 'Caf\ufffd', price: '1', currency: 'GBP', stock: '1' },
    },
  ]);
});

test('a line that is too long is refused as a row, and what follows it is imported', async () => {
  const importId = await begin();
  const path = `/v1/products/imports/${importId}`;
  const send = (number: number, content: Buffer) =>
    products.operate('PUT', `${path}/parts/${number}`, content, BYTES);
  const long = Buffer.alloc(512 * 1024, 'x');
  const parts = 8;
  await send(1, Buffer.from(`${HEAD}\nLONG-1,n,1,GBP,1\nLONG-2,`));
  for (let number = 2; number <= parts + 1; number++) await send(number, long);
  const rest = Buffer.from(',1,GBP,1\nLONG-3,n,1,GBP,1\n');
  await send(parts + 2, rest);
  const first = Buffer.byteLength(`${HEAD}\nLONG-1,n,1,GBP,1\nLONG-2,`);
  const bytes = first + parts * long.length + rest.length;
  await products.operate('POST', `${path}/start`, { parts: parts + 2, bytes });
  const done = await importing(products).ended(importId);
  assert.deepEqual([done.state, done.accepted, done.rejected], ['done', 2, { 'row-too-long': 1 }]);
  assert.deepEqual(await refusals(importId), [{ line: 3, reason: 'row-too-long', column: null, row: null }]);
});

test('a quote that is never closed ends the import there, and says how far it came', async () => {
  const never = await csv([HEAD, 'OPEN-1,n,1,GBP,1', 'OPEN-2,"n,1,GBP,1', 'OPEN-3,n,1,GBP,1']);
  const late = await csv([HEAD, 'OPEN-1,n,1,GBP,1', `OPEN-2,"${'n,1,GBP,1\n'.repeat(40_000)}",1,GBP,1`]);
  for (const { state, rows, accepted, failure } of [never, late]) {
    assert.deepEqual(
      [state, rows, accepted, failure?.code, failure?.line],
      ['failed', 1, 1, 'quote-not-closed', 3],
    );
    assert.match(failure?.detail ?? '', /In line 3 a quote/);
  }
});

test('lines of NDJSON are rows: numbers, nulls and objects in them are read, what is no object is refused', async () => {
  const row = { sku: 'J-1', name: 'Jug', price: 2.5, currency: 'GBP', stock: 3 };
  const lines = [
    JSON.stringify({ ...row, category: null, attributes: { material: 'clay' }, options: { size: 'L' } }),
    '',
    '[1]',
    '{"sku": "J-2"',
    JSON.stringify({ ...row, sku: 'J-3', colour: 'red' }),
    JSON.stringify({ ...row, sku: 'J-4', name: 'A\u0000B \ud83d' }),
    JSON.stringify({ ...row, sku: 'J-5', attributes: { material: 'x'.repeat(81) } }),
    JSON.stringify({ sku: 'J-6' }),
  ];
  const { accepted, refused } = await csv(lines, { format: 'ndjson' });
  assert.equal(accepted, 2);
  assert.deepEqual(refused, [
    { line: 3, reason: 'invalid-json', column: null },
    { line: 4, reason: 'invalid-json', column: null },
    { line: 5, reason: 'unknown-field', column: 'colour' },
    { line: 7, reason: 'invalid-property', column: 'attribute:material' },
    { line: 8, reason: 'empty-name', column: 'name' },
  ]);
  assert.equal((await eventsOf('J-1'))[0].variants[0].price.amountMinor, 250);
  assert.equal((await eventsOf('J-4'))[0].name, 'A B \ufffd');
});

test('refusals come in pages, in the order of the file', async () => {
  const { importId } = await csv([
    HEAD,
    ...Array.from({ length: 7 }, (_, index) => `BAD ${index},n,1,GBP,1`),
  ]);
  const lines: number[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { body } = await products.operate(
      'GET',
      `/v1/products/imports/${importId}/refusals?limit=3${query}`,
    );
    lines.push(...body.items.map(({ line }: { line: number }) => line));
    cursor = body.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(lines, [2, 3, 4, 5, 6, 7, 8]);
  const wrong = await products.operate('GET', `/v1/products/imports/${importId}/refusals?cursor=x`);
  assert.equal(wrong.body.code, 'products/invalid-cursor');
});

test('what does not come whole is not started, and what was started stays what it is', async () => {
  const importId = await begin();
  const path = `/v1/products/imports/${importId}`;
  const first = Buffer.from(`${HEAD}\nWHOLE-1,n,1,GBP,1\n`);
  await products.operate('PUT', `${path}/parts/1`, first, BYTES);
  await products.operate('PUT', `${path}/parts/3`, first, BYTES);
  assert.equal((await products.operate('GET', path)).body.parts, 1);
  const start = (parts: number, bytes: number) => products.operate('POST', `${path}/start`, { parts, bytes });
  for (const [parts, bytes] of [
    [1, first.length],
    [3, first.length * 3],
    [2, first.length * 2],
  ] as const)
    assert.equal((await start(parts, bytes)).body.code, 'products/import-incomplete');

  await products.operate('PUT', `${path}/parts/2`, Buffer.from('WHOLE-2,n,1,GBP,1\n'), BYTES);
  const bytes = first.length * 2 + 18;
  assert.equal((await start(3, bytes)).status, 202);
  assert.equal((await start(3, bytes)).status, 202);
  assert.equal((await start(2, bytes)).body.code, 'products/import-started');
  const late = await products.operate('PUT', `${path}/parts/2`, first, BYTES);
  assert.equal(late.body.code, 'products/import-started');
  const unknown = '/v1/products/imports/019ab000-0000-7000-8000-000000000000';
  for (const answer of [
    await products.operate('GET', unknown),
    await products.operate('GET', `${unknown}/refusals`),
    await products.operate('PUT', `${unknown}/parts/1`, first, BYTES),
    await products.operate('POST', `${unknown}/start`, { parts: 1, bytes: 1 }),
  ])
    assert.deepEqual([answer.status, answer.body.code], [404, 'products/import-not-found']);
});

test('the same key begins one import, and another request under it none', async () => {
  const ask = (body: object) =>
    products.operate('POST', '/v1/products/imports', body, { 'idempotency-key': 'key-1' });
  const first = await ask({ format: 'csv', setStock: true });
  assert.equal(first.status, 201);
  const again = await ask({ format: 'csv', setStock: true });
  assert.deepEqual([again.status, again.body.importId], [201, first.body.importId]);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  const other = await ask({ format: 'csv', setStock: false });
  assert.deepEqual([other.status, other.body.code], [422, 'products/idempotency-key-reused']);
});

test('wrong requests are refused', async () => {
  const path = `/v1/products/imports/${await begin()}`;
  const part = Buffer.from(HEAD);
  for (const [answer, status] of [
    [await products.operate('POST', '/v1/products/imports', { setStock: 'yes', format: 'csv' }), 400],
    [await products.operate('POST', '/v1/products/imports', { setStock: true, format: 'xls' }), 400],
    [await products.operate('PUT', `${path}/parts/0`, part, BYTES), 400],
    [await products.operate('PUT', `${path}/parts/5000`, part, BYTES), 400],
    [await products.operate('PUT', `${path}/parts/1`, Buffer.alloc(600_000), BYTES), 413],
    [await products.operate('PUT', `${path}/parts/1`, { rows: [] }), 415],
    [await products.operate('POST', `${path}/start`, { parts: 0, bytes: 0 }), 400],
    [await products.call(null, 'GET', path), 401],
    [await products.call(await products.tokens.userToken(), 'GET', path), 403],
  ] as const)
    assert.equal(answer.status, status, JSON.stringify(answer.body));
});
