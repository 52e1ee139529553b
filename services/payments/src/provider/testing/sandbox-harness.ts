import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@fondaco/chassis/testing';
import type { SandboxNotice } from '@fondaco/contracts/http/payment-sandbox';
import { Agent, fetch } from 'undici';
import { createSandboxProvider } from '../sandbox-provider.ts';
import type { Harness, SignedNotice } from './harness.ts';
import { startSandboxProcess } from './sandbox-process.ts';

/** The sandbox's adapter against the real sandbox process. */
export const startSandboxHarness = async (): Promise<
  Harness & { readonly apiUrl: string; killAndRestart(): Promise<void> }
> => {
  const received: SignedNotice[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['sandbox-signature']);
      received.push({ body: Buffer.concat(chunks), headers: { 'sandbox-signature': signature } });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const sandbox = await startSandboxProcess(`http://127.0.0.1:${port}/`);
  const browser = new Agent({ connect: { ca: sandbox.authority } });
  const control = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(`${sandbox.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
  };
  const provider = createSandboxProvider({
    url: sandbox.apiUrl,
    secretKey: sandbox.secretKey,
    webhookSecret: sandbox.webhookSecret,
    deadlineMs: 1_000,
    now: () => new Date(),
  });
  return {
    provider,
    webhookSecret: sandbox.webhookSecret,
    cards: {
      good: 'tok_ok',
      declined: 'tok_declined',
      insufficientFunds: 'tok_insufficient_funds',
      expired: 'tok_expired_card',
      asksCustomer: 'tok_3ds',
      unknown: 'tok_nobody_knows_it',
      captureFails: 'tok_capture_fails',
      refundFails: 'tok_refund_fails',
    },
    settle: async ({ actionUrl }, confirmed) => {
      await fetch(String(actionUrl), {
        method: 'POST',
        dispatcher: browser,
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `decision=${confirmed ? 'confirm' : 'refuse'}`,
      });
    },
    misbehave: async (how) => {
      await control('PUT', '/v1/faults', { timeoutAfterChargeShare: how === 'loses-answers' ? 1 : 0 });
      await control('POST', '/v1/outages', { seconds: how === 'unavailable' ? 60 : 0 });
    },
    notice: (payment) =>
      eventually(() => {
        const about = ({ body }: SignedNotice) => JSON.parse(body.toString()) as SandboxNotice;
        const newest = received.findLast((one) => {
          const { payment: told } = about(one);
          return told.id === payment.id && told.state === payment.state;
        });
        if (newest === undefined) throw new Error('no webhook yet');
        return newest;
      }),
    sign: (body, secret, at) => {
      const seconds = Math.floor(at.getTime() / 1000);
      const digest = createHmac('sha256', secret).update(`${seconds}.${body.toString()}`).digest('hex');
      return { body, headers: { 'sandbox-signature': `t=${seconds},v1=${digest}` } };
    },
    apiUrl: sandbox.apiUrl,
    killAndRestart: () => sandbox.killAndRestart(),
    stop: async () => {
      await provider.close();
      await browser.destroy();
      await sandbox.stop();
      receiver.close();
      receiver.closeAllConnections();
    },
  };
};
