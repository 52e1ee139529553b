import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { silentLog, testIdentity } from '@fondaco/chassis/testing';
import { runOrders } from './orders-for-tests.ts';

const FILE = new URL('../openapi.json', import.meta.url);

test('openapi.json describes the API as it is (UPDATE_OPENAPI=1 writes it anew)', async () => {
  const { identity } = testIdentity({ service: 'orders' });
  const nowhere = { databaseUrl: 'postgres://127.0.0.1:1/orders', productsUrl: 'http://127.0.0.1:1' };
  const orders = await runOrders({ ...nowhere, identity, log: silentLog() });
  const described = await (await fetch(`${orders.url}/v1/openapi.json`)).json();
  await orders.close();

  if (process.env.UPDATE_OPENAPI === '1') await writeFile(FILE, `${JSON.stringify(described, null, 2)}\n`);
  assert.deepEqual(described, JSON.parse(await readFile(FILE, 'utf8')));
});
