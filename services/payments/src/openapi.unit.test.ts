import { test } from 'node:test';
import { assertOpenApi, silentLog, testIdentity } from '@fondaco/chassis/testing';
import { runPayments } from './payments-for-tests.ts';

const FILE = new URL('../openapi.json', import.meta.url).pathname;

test('openapi.json describes the API as it is (UPDATE_OPENAPI=1 writes it anew)', async () => {
  const { identity } = testIdentity({ service: 'payments' });
  const payments = await runPayments({ env: {}, identity, log: silentLog() });
  try {
    await assertOpenApi(payments.service.http, FILE);
  } finally {
    await payments.close();
  }
});
