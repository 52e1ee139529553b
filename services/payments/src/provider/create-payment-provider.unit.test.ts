import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSettings } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { createPaymentProvider } from './create-payment-provider.ts';
import { missingProviderSettings, providerSettings } from './provider-settings.ts';

const settingsOf = (env: Record<string, string>) => readSettings(Type.Object(providerSettings), env);
const SANDBOX = {
  PAYMENT_PROVIDER: 'sandbox',
  SANDBOX_URL: 'http://127.0.0.1:1',
  SANDBOX_SECRET_KEY: 'secret-of-the-sandbox',
  SANDBOX_WEBHOOK_SECRET: 'secret-of-its-webhooks',
};
const STRIPE = {
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_SECRET_KEY: 'sk_test_0123456789abcdef',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
};

describe('the payment provider', () => {
  const create = (env: Record<string, string>) =>
    createPaymentProvider(settingsOf(env), { observe: () => undefined, now: () => new Date() });

  it('is the one that the settings name', async () => {
    for (const env of [SANDBOX, STRIPE]) {
      const provider = await create(env);
      assert.equal(provider.name, env.PAYMENT_PROVIDER);
      await provider.close();
    }
  });

  it('names what it needs and was not given, and nothing of the other one', async () => {
    const { SANDBOX_URL: _, ...incomplete } = SANDBOX;
    assert.deepEqual(missingProviderSettings(settingsOf(incomplete)), [
      'SANDBOX_URL is missing (PAYMENT_PROVIDER is sandbox)',
    ]);
    await assert.rejects(create(incomplete), /SANDBOX_URL is missing/);
    assert.deepEqual(missingProviderSettings(settingsOf(STRIPE)), []);
  });

  it('measures what it is asked by what came of it', async () => {
    const asked: unknown[] = [];
    const provider = await createPaymentProvider(settingsOf(SANDBOX), {
      observe: (what) => void asked.push(what),
      now: () => new Date(),
    });
    await assert.rejects(provider.read('sp_1'));
    assert.deepEqual(asked, [{ provider: 'sandbox', operation: 'read', outcome: 'unavailable' }]);
    await provider.close();
  });
});
