import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { SandboxPayment } from '@fondaco/contracts/http/payment-sandbox';
import { merchantOf, paymentRequest } from '../testing/merchant.ts';
import { type StartedSandbox, startSandbox } from '../testing/start-sandbox.ts';

describe("the provider's API", () => {
  let sandbox: StartedSandbox;
  let merchant: ReturnType<typeof merchantOf>;
  before(async () => {
    sandbox = await startSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
    merchant = merchantOf(sandbox);
  });
  after(async () => void (await sandbox.stop()));
  beforeEach(async () => void (await merchant.faults({})));

  it('answers nobody without the secret key', async () => {
    for (const path of ['/v1/record', '/v1/faults', '/v1/payments/sp_0123456789012345678901']) {
      assert.equal((await fetch(`${sandbox.apiUrl}${path}`)).status, 401, path);
      assert.equal((await merchant.ask('GET', path, { secretKey: 'another secret key' })).status, 401, path);
    }
  });

  it('holds, captures, refunds; shows each under the attempt that it was made for', async () => {
    const metadata = { attemptId: randomUUID(), orderId: randomUUID() };
    const { status, body } = await merchant.pay({ metadata });
    assert.deepEqual([status, body.state, body.metadata], [201, 'authorised', metadata]);
    assert.equal((await merchant.change(body.id, 'capture')).body.captured, 1_999);
    assert.equal((await merchant.refund(body.id, 500)).status, 201);
    const found = await merchant.ask<{ payments: SandboxPayment[] }>(
      'GET',
      `/v1/payments?attemptId=${metadata.attemptId}`,
    );
    assert.deepEqual(
      found.body.payments.map(({ id, state, refunded }) => [id, state, refunded]),
      [[body.id, 'captured', 500]],
    );
    const entry = (await merchant.record()).payments.find(({ id }) => id === body.id);
    assert.deepEqual(
      [entry?.holds, entry?.captures, entry?.voids, entry?.refunds.map(({ amount }) => amount.amountMinor)],
      [1, 1, 0, [500]],
    );
  });

  it('answers a decline as an answer, with its reason', async () => {
    const { status, body } = await merchant.pay({ cardToken: 'tok_insufficient_funds' });
    assert.deepEqual([status, body.state, body.declineReason], [201, 'declined', 'insufficient-funds']);
    const unknown = await merchant.pay({ cardToken: 'tok_nobody_knows' });
    assert.equal(unknown.body.declineReason, 'card-token-invalid');
  });

  it('answers the same key the same again, refusals too, and refuses it for another request', async () => {
    const key = randomUUID();
    const body = paymentRequest();
    const first = await merchant.ask<SandboxPayment>('POST', '/v1/payments', { key, body });
    assert.deepEqual(await merchant.ask('POST', '/v1/payments', { key, body }), first);
    const other = await merchant.ask<{ code: string }>('POST', '/v1/payments', {
      key,
      body: paymentRequest(),
    });
    assert.deepEqual([other.status, other.body.code], [409, 'sandbox/idempotency-key-reused']);
    const refundKey = randomUUID();
    const refused = await merchant.refund(first.body.id, 1, refundKey);
    assert.equal(refused.body.code, 'sandbox/not-refundable');
    await merchant.change(first.body.id, 'capture');
    assert.deepEqual(await merchant.refund(first.body.id, 1, refundKey), refused);
  });

  it('charges once when the same request comes many times at once', async () => {
    const key = randomUUID();
    const body = paymentRequest();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => merchant.ask<SandboxPayment>('POST', '/v1/payments', { key, body })),
    );
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
  });

  it('sends nobody but to the shop', async () => {
    for (const returnUrl of [
      'https://evil.example/',
      'https://localhost:8443.evil.example/',
      'javascript:0',
      'x',
    ]) {
      assert.equal((await merchant.pay({ returnUrl })).status, 400, returnUrl);
    }
  });

  it('refuses amounts that are none', async () => {
    for (const amountMinor of [0, -1, 1.5, '100', 1e15]) {
      const { status } = await merchant.pay({ amount: { amountMinor, currency: 'EUR' } });
      assert.equal(status, 400, String(amountMinor));
    }
  });

  it('lists what changed since, each as it is now, in pages', async () => {
    const since = new Date().toISOString();
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) ids.push((await merchant.pay()).body.id);
    const [first = ''] = ids;
    await merchant.change(first, 'void');
    type Page = { payments: SandboxPayment[]; nextCursor: string | null };
    const seen: SandboxPayment[] = [];
    let cursor = '';
    do {
      const query = `since=${since}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: Page = (await merchant.ask<Page>('GET', `/v1/payment-changes?${query}`)).body;
      seen.push(...page.payments);
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    assert.deepEqual(seen.map(({ id }) => id).sort(), ids.toSorted());
    assert.equal(seen.at(-1)?.id, first);
    assert.equal(seen.at(-1)?.state, 'voided');
    assert.equal((await merchant.ask('GET', `/v1/payment-changes?since=${since}&cursor=x`)).status, 400);
  });

  it('has what it answered after it was killed, and still knows the keys', async () => {
    const key = randomUUID();
    const body = paymentRequest();
    const first = await merchant.ask<SandboxPayment>('POST', '/v1/payments', { key, body });
    await sandbox.killAndRestart();
    assert.deepEqual((await merchant.read(first.body.id)).body, first.body);
    assert.deepEqual(await merchant.ask('POST', '/v1/payments', { key, body }), first);
  });

  it('holds the money and never answers for the card that times out, then tells when asked again', async () => {
    const request = { key: randomUUID(), body: paymentRequest({ cardToken: 'tok_timeout_after_charge' }) };
    await assert.rejects(merchant.ask('POST', '/v1/payments', { ...request, deadlineMs: 200 }), {
      name: 'TimeoutError',
    });
    const again = await merchant.ask<SandboxPayment>('POST', '/v1/payments', request);
    assert.equal(again.body.state, 'authorised');
    const { totals, payments } = await merchant.record();
    assert.equal(
      payments.filter(({ metadata }) => metadata.attemptId === request.body.metadata.attemptId).length,
      1,
    );
    assert.deepEqual([totals.attemptsHeldTwice, totals.ordersHeldTwice], [0, 0]);
  });

  it('makes changes and loses the answers when it is told to', async () => {
    const { body: payment } = await merchant.pay();
    await merchant.faults({ timeoutAfterChargeShare: 1 });
    const [captureKey, refundKey] = [randomUUID(), randomUUID()];
    const lost = { name: 'TimeoutError' };
    const change = (path: string, key: string, body: object) =>
      merchant.ask<{ id: string }>('POST', `/v1/payments/${payment.id}/${path}`, {
        key,
        body,
        deadlineMs: 500,
      });
    const refund = () => change('refunds', refundKey, { amountMinor: 5, metadata: { refundId: refundKey } });
    await assert.rejects(change('capture', captureKey, {}), lost);
    await assert.rejects(refund(), lost);
    assert.equal((await refund()).status, 201);
    const { state, refunded } = (await merchant.read(payment.id)).body;
    assert.deepEqual([state, refunded], ['captured', 5]);
  });

  it('loses the answers to refunds alone when it is told to', async () => {
    const { body: payment } = await merchant.pay();
    await merchant.faults({ timeoutAfterRefundShare: 1 });
    const ask = (path: string, body: object) =>
      merchant.ask('POST', `/v1/payments/${payment.id}/${path}`, {
        key: randomUUID(),
        body,
        deadlineMs: 500,
      });
    assert.equal((await ask('capture', {})).status, 200);
    await assert.rejects(ask('refunds', { amountMinor: 5, metadata: { refundId: randomUUID() } }), {
      name: 'TimeoutError',
    });
    assert.equal((await merchant.read(payment.id)).body.refunded, 5);
  });

  it('answers late when it is told to, and after a restart still', async () => {
    await merchant.faults({ slowShare: 1, slowMs: 300 });
    await sandbox.killAndRestart();
    const startedAt = performance.now();
    assert.equal((await merchant.pay()).status, 201);
    assert.ok(performance.now() - startedAt >= 290);
  });

  it('has outages in which it refuses or says nothing, while its record can be read', async () => {
    await merchant.outage({ seconds: 30 });
    assert.equal((await merchant.pay()).status, 503);
    await merchant.outage({ seconds: 30, mode: 'silent' });
    await assert.rejects(merchant.pay({}, { deadlineMs: 200 }), { name: 'TimeoutError' });
    const { payments } = await merchant.record();
    assert.ok(payments.length > 0);
    await merchant.outage({ seconds: 0 });
    assert.equal((await merchant.pay()).status, 201);
  });

  it('counts orders that were charged by two attempts at once', async () => {
    const before = (await merchant.record()).totals.ordersHeldTwice;
    const orderId = randomUUID();
    await merchant.pay({ metadata: { attemptId: randomUUID(), orderId } });
    await merchant.pay({ metadata: { attemptId: randomUUID(), orderId } });
    assert.equal((await merchant.record()).totals.ordersHeldTwice, before + 1);
  });
});
