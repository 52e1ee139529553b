import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServiceTokenSigner } from '@fondaco/chassis/service';
import { eventually, freePort } from '@fondaco/chassis/testing';
import { importEnded, importFile, type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

const ROWS = 20_000;

/** Every fifth product has two variants, some rows are bad, some SKUs come twice: also far apart. */
const file = (): string => {
  const lines = ['sku,name,price,currency,stock,product,category,attribute:material,option:size'];
  for (let n = 0; n < ROWS; n++) {
    const product = n % 5 === 0 ? n + 1 : n;
    const variant = n % 5 < 2 ? `lamp-${Math.ceil(product / 5)}` : '';
    const sku = n % 997 === 0 ? `S-${n >> 4}` : n % 331 === 0 ? 'no sku' : `S-${n}`;
    const name = n % 5 < 2 ? `Lamp ${Math.ceil(product / 5)}` : `Thing "${n}"`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    lines.push(
      `${sku},${quoted},${(n % 90) + 1}.5,GBP,${n % 7},${variant},Home > Shelf ${n % 11},oak,${n % 5}`,
    );
  }
  return lines.join('\r\n');
};

const CONTENT = `
  WITH moved AS (
    SELECT sku, sum(on_hand_delta) AS moved FROM stock_movement GROUP BY sku
  ), told AS (
    SELECT key::uuid AS product_id,
      string_agg(concat(payload::json->>'version', payload::json->>'variants'), ' ' ORDER BY id) AS told
    FROM messaging.outbox WHERE topic = 'products.product' GROUP BY key
  )
  SELECT sku, product.slug, product.name, description, status, attributes, product.version, category.slug AS category,
    variant.price_minor, variant.currency, variant.options, variant.position, retired, on_hand, reserved, in_stock, facets,
    words::text AS words, moved, told
  FROM variant JOIN product USING (product_id) JOIN stock USING (sku) LEFT JOIN listing USING (product_id)
    LEFT JOIN moved USING (sku) LEFT JOIN told USING (product_id)
    LEFT JOIN category ON category.category_id = product.category_id
  ORDER BY sku`;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const operator = { ...privateKey.export({ format: 'jwk' }), kid: 'operator' };

/** The service as a process of its own, on the database of `products`. */
const spawnService = async (products: ProductsUnderTest) => {
  const [http, management] = [await freePort(), await freePort()];
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
      INSTANCE: `products-${http}`,
      HTTP_PORT: String(http),
      MANAGEMENT_PORT: String(management),
      LOG_LEVEL: 'fatal',
      USERS_URL: 'http://127.0.0.1:1',
      DATABASE_URL: products.databaseUrl,
      KAFKA_BROKERS: '127.0.0.1:1',
      CALLERS: JSON.stringify({ operator: { ...publicKey.export({ format: 'jwk' }), kid: 'operator' } }),
      CONSUMER_GROUPS: '{"products.reservations":{"topics":["orders.order"],"start":"earliest"}}',
      IMAGE_STORAGE: 'folder',
      IMAGE_FOLDER: products.imageFolder,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const sign = createServiceTokenSigner({ service: 'operator', key: operator });
  const operate: ProductsUnderTest['operate'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`http://127.0.0.1:${http}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await sign('products')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json() };
  };
  await eventually(async () => assert.ok((await fetch(`http://127.0.0.1:${management}/health/ready`)).ok), {
    within: 30_000,
  });
  return {
    operate,
    kill: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
};

let undisturbed: ProductsUnderTest;
let disturbed: ProductsUnderTest;
before(async () => {
  [undisturbed, disturbed] = await Promise.all([startProducts(), startProducts()]);
});
after(async () => {
  await undisturbed?.stop();
  await disturbed?.stop();
});

test('an import whose process is killed again and again gives the same catalogue as one that is left alone', async () => {
  const content = file();
  const plain = await importFile(undisturbed, content, { partBytes: 100_000 });
  assert.equal(plain.state, 'done');

  let service = await spawnService(disturbed);
  try {
    const begun = await service.operate('POST', '/v1/products/imports', { setStock: false, format: 'csv' });
    const path = `/v1/products/imports/${begun.body.importId}`;
    const bytes = Buffer.from(content);
    const parts = Math.ceil(bytes.length / 100_000);
    for (let part = 0; part < parts; part++) {
      const piece = bytes.subarray(part * 100_000, (part + 1) * 100_000);
      const type = { 'content-type': 'application/octet-stream' };
      await service.operate('PUT', `${path}/parts/${part + 1}`, piece, type);
    }
    await service.operate('POST', `${path}/start`, { parts, bytes: bytes.length });

    for (const killedAfter of [2_000, 9_000]) {
      await eventually(
        async () => {
          const { body } = await service.operate('GET', path);
          assert.ok(body.rows >= killedAfter, `${body.rows} rows`);
          assert.equal(body.state, 'running');
        },
        { within: 60_000 },
      );
      await service.kill();
      // As if the lease had run out: nobody is to wait for that here.
      await disturbed.rows(`UPDATE product_import SET leased_until = '-infinity'`);
      service = await spawnService(disturbed);
    }
    const ended = await importEnded(service, begun.body.importId);
    const { importId: _a, begunAt: _b, endedAt: _c, ...result } = ended;
    const { importId: _d, begunAt: _e, endedAt: _f, ...expected } = plain;
    assert.deepEqual(result, expected);
  } finally {
    await service.kill();
  }
  assert.deepEqual(await disturbed.rows(CONTENT), await undisturbed.rows(CONTENT));
  const tree = 'SELECT name, slug FROM category ORDER BY slug';
  assert.deepEqual(await disturbed.rows(tree), await undisturbed.rows(tree));
  const refusals = 'SELECT line, reason, column_name, cells FROM product_import_refusal ORDER BY line';
  assert.deepEqual(await disturbed.rows(refusals), await undisturbed.rows(refusals));
});
