import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { imageIdOf, MAX_FILE_BYTES, VARIANTS, variantKey } from '../image/image.ts';
import { bomb, photo, plain } from '../image/testing/pictures.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

const upload = async (file: Buffer, headers: Record<string, string> = {}, to = products) => {
  const response = await to.service.http.inject({
    method: 'POST',
    url: '/v1/products/images',
    headers: {
      authorization: `Bearer ${await to.tokens.serviceToken('operator')}`,
      'content-type': 'image/jpeg',
      ...headers,
    },
    payload: file,
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
};
const recorded = async (imageId: string, of = products) => {
  const text = 'SELECT width, height, made_by FROM image WHERE image_id = $1';
  return (await of.db.query({ name: 'recorded', text, values: [imageId] })).rows;
};
const stored = async (imageId: string): Promise<string[]> =>
  (await readdir(join(products.imageFolder, imageId)).catch(() => [])).sort();
const everyVariant = VARIANTS.map((variant) => variantKey('', variant).slice(1)).sort();

test('a new picture is stored in every width and format, recorded, and answered with 201', async () => {
  const file = await photo('png', { width: 300, height: 200 });
  const { status, body } = await upload(file, { 'content-type': 'application/octet-stream' });
  assert.equal(status, 201);
  const imageId = imageIdOf(file);
  // It was held on its side.
  assert.deepEqual(body, { imageId, width: 200, height: 300 });
  assert.deepEqual(await recorded(imageId), [{ width: 200, height: 300, made_by: 'service:operator' }]);
  assert.deepEqual(await stored(imageId), everyVariant);
  assert.equal(await products.counted('images_uploaded_total', { outcome: 'added' }), 1);
});

test('the same file again is the same image, one after the other and at once', async () => {
  const file = await photo('jpeg', { width: 301, height: 200 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => upload(file)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 201]);
  const again = await upload(file);
  assert.equal(again.status, 200);
  for (const { body } of answers) assert.deepEqual(body, again.body);
  assert.equal((await recorded(again.body.imageId)).length, 1);
});

test('what was lost of a known image is there again after another upload', async () => {
  const file = await photo('jpeg', { width: 302, height: 200 });
  const { imageId } = (await upload(file)).body;
  await rm(join(products.imageFolder, imageId, '480.avif'));
  assert.equal((await upload(file)).status, 200);
  assert.deepEqual(await stored(imageId), everyVariant);
});

test('what is no picture is refused, whatever it calls itself', async () => {
  for (const text of [
    '',
    '<html><script>alert(1)</script></html>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'GIF89a\x01\0\x01\0',
    '{"imageId":1}',
  ]) {
    const file = Buffer.from(text, 'latin1');
    const { status, body, headers } = await upload(file, { 'content-type': 'image/png' });
    assert.equal(status, 415, text);
    assert.equal(body.code, 'products/not-an-image');
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.deepEqual([await recorded(imageIdOf(file)), await stored(imageIdOf(file))], [[], []]);
  }
});

test('a picture that is damaged, too large or too long is refused and leaves nothing', async () => {
  const whole = await photo('jpeg');
  for (const [file, code] of [
    [whole.subarray(0, whole.byteLength / 2), 'products/broken-image'],
    [bomb(60_000, 60_000), 'products/image-too-large'],
    [await plain(10, 41), 'products/image-too-long'],
  ] as const) {
    const { status, body } = await upload(file);
    assert.equal(status, 422);
    assert.equal(body.code, code);
    assert.ok(body.detail);
    assert.deepEqual([await recorded(imageIdOf(file)), await stored(imageIdOf(file))], [[], []]);
  }
});

test('10 MiB are taken, a byte more is a 413', async () => {
  const picture = await plain(20, 20);
  const padded = (bytes: number) => Buffer.concat([picture, Buffer.alloc(bytes - picture.byteLength)]);
  assert.equal((await upload(padded(MAX_FILE_BYTES))).status, 201);
  const { status, body } = await upload(padded(MAX_FILE_BYTES + 1));
  assert.equal(status, 413);
  assert.equal(body.code, 'request/too-large');
});

test('nobody else may upload, and nothing of their file is looked at', async () => {
  const file = await photo('jpeg', { width: 303, height: 200 });
  const customer = await products.tokens.userToken();
  assert.equal((await upload(file, { authorization: `Bearer ${customer}` })).status, 403);
  assert.equal((await upload(file, { authorization: '' })).status, 401);
  assert.deepEqual(await stored(imageIdOf(file)), []);
  const staff = await products.tokens.userToken({
    roles: ['staff'],
    userId: '019ab000-0000-7000-8000-00000000000a',
  });
  assert.equal((await upload(file, { authorization: `Bearer ${staff}` })).status, 201);
  assert.deepEqual(await recorded(imageIdOf(file)), [
    { width: 200, height: 303, made_by: 'user:019ab000-0000-7000-8000-00000000000a' },
  ]);
});

test('while the storage is away an upload is a 503 and nothing is recorded', async (t) => {
  const cut = await startProducts(undefined, {
    IMAGE_STORAGE: 's3',
    S3_BUCKET: 'pictures',
    S3_REGION: 'eu-central-1',
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_ACCESS_KEY_ID: 'fondaco',
    S3_SECRET_ACCESS_KEY: 'known-to-both-sides',
  });
  t.after(() => cut.stop());
  const file = await plain(30, 30);
  const { status, body, headers } = await upload(file, {}, cut);
  assert.equal(status, 503);
  assert.equal(body.code, 'products/image-storage-unavailable');
  assert.ok(headers['retry-after']);
  assert.deepEqual(await recorded(imageIdOf(file), cut), []);
  const served = await cut.call(null, 'GET', `/v1/media/${imageIdOf(file)}/160.webp`);
  assert.equal(served.status, 503);
  assert.equal(served.headers['cache-control'], 'no-store');
});
