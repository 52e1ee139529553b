import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '@fondaco/chassis/testing';
import { imageIdOf, VARIANTS } from '../image/image.ts';
import { plain } from '../image/testing/pictures.ts';
import { startProducts } from '../products-for-tests.ts';

const PROGRAM = fileURLToPath(new URL('./upload-for-tests.ts', import.meta.url));

test('killed between storing and recording, an upload leaves only what the next one uses', async (t) => {
  const products = await startProducts();
  t.after(() => products.stop());
  const file = await plain(40, 30);
  const imageId = imageIdOf(file);
  const rows = () => products.rows('SELECT image_id FROM image');

  const waiting = async () => {
    const { rows: found } = await products.db.query<{ pid: number }>({
      name: 'who-waits',
      text: `
        SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation
        WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND relname = 'image' AND NOT granted`,
    });
    return found;
  };

  // Reading is let through, the row is not.
  await products.db.transaction(async (tx) => {
    await tx.query({ name: 'hold-up', text: 'LOCK TABLE image IN EXCLUSIVE MODE' });
    const child = spawn(process.execPath, [PROGRAM, products.databaseUrl, products.imageFolder], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    child.stdin.end(file);
    const [session] = await eventually(
      async () => {
        const found = await waiting();
        assert.equal(found.length, 1);
        return found;
      },
      { within: 30_000 },
    );
    child.kill('SIGKILL');
    assert.equal(await ended, 'SIGKILL');
    // The statement was sent: while it waits the server does not notice that nobody wants it any more.
    await products.db.query({ name: 'end', text: 'SELECT pg_terminate_backend($1)', values: [session?.pid] });
    await eventually(async () => assert.deepEqual(await waiting(), []));
  });
  assert.deepEqual(await rows(), []);
  assert.equal((await readdir(join(products.imageFolder, imageId))).length, VARIANTS.length);

  const again = await products.service.http.inject({
    method: 'POST',
    url: '/v1/products/images',
    headers: { authorization: `Bearer ${await products.tokens.serviceToken('operator')}` },
    payload: file,
  });
  assert.equal(again.statusCode, 201);
  assert.deepEqual(await rows(), [{ image_id: imageId }]);
  assert.equal((await readdir(join(products.imageFolder, imageId))).length, VARIANTS.length);
});
