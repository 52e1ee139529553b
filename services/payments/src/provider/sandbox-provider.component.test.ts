import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { ProviderUnavailable } from './payment-provider.ts';
import { createSandboxProvider } from './sandbox-provider.ts';
import { startSandboxHarness } from './testing/sandbox-harness.ts';

describe('the sandbox', () => {
  let harness: Awaited<ReturnType<typeof startSandboxHarness>>;
  before(async () => {
    harness = await startSandboxHarness();
  });
  after(() => harness.stop());
  const request = () => ({
    attemptId: newId(),
    orderId: newId(),
    amount: { amountMinor: 1_000, currency: 'EUR' },
    cardToken: 'tok_ok',
    returnUrl: 'https://localhost:8443/orders/1',
  });

  it('has every charge that it answered for after it was killed in the middle of others', async () => {
    const requests = Array.from({ length: 200 }, request);
    const outcomes = requests.map((one) => harness.provider.authorise(one).catch((error: unknown) => error));
    await Promise.race(outcomes);
    await harness.killAndRestart();
    const answered = (await Promise.all(outcomes)).filter((outcome) => !(outcome instanceof Error));
    assert.ok(answered.length > 0);
    for (const [index, outcome] of (await Promise.all(outcomes)).entries()) {
      const sent = requests[index];
      assert.ok(sent);
      if (outcome instanceof ProviderUnavailable) await harness.provider.authorise(sent);
      else assert.deepEqual(await harness.provider.find(sent.attemptId), outcome);
      assert.equal((await harness.provider.find(sent.attemptId))?.state, 'authorised');
    }
  });

  const elsewhere = (url: string) =>
    createSandboxProvider({
      url,
      secretKey: 'a secret key of somebody else',
      webhookSecret: harness.webhookSecret,
      deadlineMs: 1_000,
      now: () => new Date(),
    });

  it('tells no customer that his card was declined when it is our key that is wrong', async () => {
    const stranger = elsewhere(harness.apiUrl);
    await assert.rejects(stranger.authorise(request()), ProviderUnavailable);
    await stranger.close();
  });

  it('is unavailable when nobody listens', async () => {
    const nowhere = elsewhere('http://127.0.0.1:1');
    await assert.rejects(nowhere.authorise(request()), ProviderUnavailable);
    await nowhere.close();
  });
});
