import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsError } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { environment } from './payments-for-tests.ts';

test('names every setting that is missing or wrong, and no value', () => {
  const secret = 'postgres-is-missing-before-this-secret';
  assert.throws(
    () => readConfig({ INSTANCE: 'payments-1', DATABASE_URL: secret }),
    (error: unknown) => {
      assert.ok(error instanceof SettingsError);
      for (const name of [
        'HTTP_PORT',
        'USERS_URL',
        'KAFKA_BROKERS',
        'DATABASE_URL',
        'CONSUMER_GROUPS',
        'PAYMENT_PROVIDER',
        'PUBLIC_ORIGIN',
      ]) {
        assert.match(error.message, new RegExp(`${name} is (missing|wrong)`));
      }
      assert.ok(!error.message.includes(secret));
      return true;
    },
  );
});

test('names what the chosen provider needs, and asks for nothing of the other', () => {
  assert.equal(readConfig(environment()).PROVIDER_CONCURRENCY, 16);
  const { SANDBOX_SECRET_KEY: _, ...incomplete } = environment();
  assert.throws(() => readConfig(incomplete), /SANDBOX_SECRET_KEY is missing/);
  assert.throws(
    () => readConfig(environment({ PAYMENT_PROVIDER: 'stripe' })),
    /STRIPE_SECRET_KEY is missing/,
  );
});
