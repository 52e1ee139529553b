import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsError } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';

test('names every setting that is missing or wrong, and no value', () => {
  const secret = 'postgres-is-missing-before-this-secret';
  const groups = JSON.stringify({
    'orders.product-copy': { topics: ['products.product'], start: 'earliest' },
  });
  assert.throws(
    () => readConfig({ INSTANCE: 'orders-1', DATABASE_URL: secret, CONSUMER_GROUPS: groups }),
    (error: unknown) => {
      assert.ok(error instanceof SettingsError);
      for (const name of [
        'HTTP_PORT',
        'USERS_URL',
        'PRODUCTS_URL',
        'PAYMENTS_URL',
        'SERVICE_KEY',
        'KAFKA_BROKERS',
        'DATABASE_URL',
      ]) {
        assert.match(error.message, new RegExp(`${name} is (missing|wrong)`));
      }
      assert.match(error.message, /CONSUMER_GROUPS .*orders\.order-process/);
      assert.ok(!error.message.includes(secret));
      return true;
    },
  );
});
