import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { plain } from '../image/testing/pictures.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
let imageId: string;
before(async () => {
  products = await startProducts();
  const { http } = products.service;
  const uploaded = await http.inject({
    method: 'POST',
    url: '/v1/products/images',
    headers: { authorization: `Bearer ${await products.tokens.serviceToken('operator')}` },
    payload: await plain(600, 400),
  });
  imageId = uploaded.json().imageId;
});
after(() => products.stop());

const get = (file: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  products.service.http.inject({ method, url: `/v1/media/${file}`, headers });

test('a picture is served to everybody, to be kept for ever, as what it is', async () => {
  for (const [file, type, format, width] of [
    ['160.webp', 'image/webp', 'webp', 160],
    ['480.avif', 'image/avif', 'heif', 480],
    ['960.webp', 'image/webp', 'webp', 600],
  ] as const) {
    const { statusCode, headers, rawPayload } = await get(`${imageId}/${file}`);
    assert.equal(statusCode, 200);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "default-src 'none'");
    assert.equal(headers['content-length'], String(rawPayload.byteLength));
    const picture = await sharp(rawPayload).metadata();
    assert.deepEqual([picture.format, picture.width], [format, width]);
  }
});

test('who has it already is told so without it', async () => {
  const first = await get(`${imageId}/160.webp`);
  const tag = String(first.headers.etag);
  assert.notEqual(tag, (await get(`${imageId}/160.avif`)).headers.etag);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const again = await get(`${imageId}/160.webp`, { 'if-none-match': known });
    assert.equal(again.statusCode, 304, known);
    assert.equal(again.headers.etag, tag);
    assert.equal(again.rawPayload.byteLength, 0);
  }
  assert.equal((await get(`${imageId}/160.webp`, { 'if-none-match': '"other"' })).statusCode, 200);
});

test('one may ask for its headers alone', async () => {
  const { statusCode, headers, rawPayload } = await get(`${imageId}/160.webp`, {}, 'HEAD');
  assert.equal(statusCode, 200);
  assert.equal(headers['content-type'], 'image/webp');
  assert.ok(Number(headers['content-length']) > 0);
  assert.equal(rawPayload.byteLength, 0);
});

test('what there is not is a 404 that nobody keeps', async () => {
  for (const file of [
    `${imageId}/161.webp`,
    `${imageId}/160.png`,
    `${imageId.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))}/160.webp`,
    `${imageId.toUpperCase()}x/160.webp`,
    '..%2f..%2fetc/passwd',
    `${imageId}/..%2f160.webp`,
  ]) {
    const { statusCode, headers, body } = await get(file, {
      'if-none-match': `"${imageId.slice(0, 22)}-160.webp"`,
    });
    assert.equal(statusCode, 404, file);
    assert.equal(JSON.parse(body).code, 'products/no-such-image', file);
    assert.equal(headers['cache-control'], 'no-store');
  }
});
