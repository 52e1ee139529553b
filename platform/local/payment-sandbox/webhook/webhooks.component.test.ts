import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { merchantOf } from '../testing/merchant.ts';
import { type StartedSandbox, startSandbox } from '../testing/start-sandbox.ts';
import { startReceiver } from '../testing/webhook-receiver.ts';
import { signatureOf } from './signature.ts';

describe("the provider's webhooks", () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let sandbox: StartedSandbox;
  let merchant: ReturnType<typeof merchantOf>;
  const typesOf = (id: string) => receiver.of(id).map(({ notice }) => notice.type);
  const nothingWaits = () =>
    eventually(async () => assert.equal((await merchant.record()).totals.webhooksWaiting, 0), {
      within: 30_000,
    });

  before(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url });
    merchant = merchantOf(sandbox);
  });
  after(async () => {
    await sandbox.stop();
    receiver.close();
  });
  beforeEach(async () => {
    receiver.answer(() => 200);
    await merchant.faults({});
  });

  it('tells each change once, in order, signed over time and body', async () => {
    const { body: payment } = await merchant.pay();
    await eventually(() => assert.equal(receiver.of(payment.id).length, 1));
    await merchant.change(payment.id, 'capture');
    await eventually(() => assert.equal(receiver.of(payment.id).length, 2));
    await merchant.refund(payment.id, 1);
    await eventually(() => assert.equal(receiver.of(payment.id).length, 3));
    await nothingWaits();
    assert.deepEqual(typesOf(payment.id), ['payment.authorised', 'payment.captured', 'payment.refunded']);
    const [first] = receiver.of(payment.id);
    assert.ok(first);
    assert.deepEqual(first.notice.payment, payment);
    const header = String(first.headers['sandbox-signature']);
    const seconds = Number(/^t=(\d+),/.exec(header)?.[1]);
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 60);
    assert.equal(header, signatureOf(first.body, sandbox.webhookSecret, new Date(seconds * 1000)));
  });

  it('keeps its connection for the next one', async () => {
    const ports = new Set<number | undefined>();
    for (let sent = 0; sent < 3; sent += 1) {
      const { body } = await merchant.pay();
      await eventually(() => assert.equal(receiver.of(body.id).length, 1));
      ports.add(receiver.of(body.id)[0]?.port);
    }
    assert.equal(ports.size, 1);
  });

  it('sends again until it is acknowledged, waiting longer each time', async () => {
    const before = receiver.received.length;
    receiver.answer((count) => (count < before + 4 ? 500 : 200));
    const { body } = await merchant.pay();
    await eventually(() => assert.equal(receiver.of(body.id).length, 4));
    await nothingWaits();
    const times = receiver.of(body.id).map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    // Timers may be a little early by the wall clock.
    for (const [index, wait] of waits.entries()) assert.ok(wait >= 190 * 2 ** index, waits.join());
    assert.equal(new Set(receiver.of(body.id).map(({ notice }) => notice.id)).size, 1);
  });

  it('still sends what was not acknowledged when it was killed', async () => {
    receiver.answer(() => 503);
    const { body } = await merchant.pay();
    await eventually(() => assert.ok(receiver.of(body.id).length > 0));
    await sandbox.killAndRestart();
    const before = receiver.of(body.id).length;
    receiver.answer(() => 200);
    await nothingWaits();
    assert.ok(receiver.of(body.id).length > before);
  });

  it('sends twice when it is told to, the same both times', async () => {
    await merchant.faults({ duplicateShare: 1 });
    const { body } = await merchant.pay();
    await eventually(() => assert.equal(receiver.of(body.id).length, 2));
    await nothingWaits();
    assert.equal(new Set(receiver.of(body.id).map((one) => one.body)).size, 1);
  });

  it('sends late when it is told to, without keeping others waiting', async () => {
    await merchant.faults({ lateShare: 1, lateMs: 1_500 });
    const sentAt = Date.now();
    const { body: late } = await merchant.pay();
    await merchant.faults({});
    const { body: prompt } = await merchant.pay();
    await eventually(() => assert.equal(receiver.of(late.id).length, 1));
    assert.ok((receiver.of(late.id)[0]?.at ?? 0) - sentAt >= 1_490);
    assert.ok(
      (receiver.of(prompt.id)[0]?.at ?? Number.POSITIVE_INFINITY) < (receiver.of(late.id)[0]?.at ?? 0),
    );
  });

  it('tells a later change first when it is told to', async () => {
    await merchant.faults({ outOfOrderShare: 1 });
    const { body } = await merchant.pay();
    await merchant.faults({ outOfOrderShare: 0.000_001 });
    await merchant.change(body.id, 'capture');
    await eventually(() => assert.equal(receiver.of(body.id).length, 2));
    assert.deepEqual(typesOf(body.id), ['payment.captured', 'payment.authorised']);
  });

  it('sends nothing during an outage, and everything after it', async () => {
    await merchant.faults({ lateShare: 1, lateMs: 800 });
    const { body } = await merchant.pay();
    const endsAt = Date.now() + 1_500;
    await merchant.outage({ seconds: 1.5 });
    await eventually(() => assert.equal(receiver.of(body.id).length, 1));
    assert.ok((receiver.of(body.id)[0]?.at ?? 0) >= endsAt - 10);
  });
});
