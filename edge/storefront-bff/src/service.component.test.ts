import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertOpenApi } from '@fondaco/chassis/testing';
import { testBff } from './testing/bff.ts';

test('the committed description of the API is what the routes say', async (t) => {
  const { bff } = await testBff(t);
  await assertOpenApi(bff.http, fileURLToPath(new URL('../openapi.json', import.meta.url)));
});

test('an address that there isn’t is a 404 and needs no session', async (t) => {
  const { browser } = await testBff(t);
  const { status, json } = await browser.send({ method: 'POST', url: '/bff/nothing', body: {} });
  assert.equal(status, 404);
  assert.equal(json.code, 'request/no-such-route');
});
