import { randomUUID } from 'node:crypto';
import type { SandboxPayment, SandboxRecord } from '@fondaco/contracts/http/payment-sandbox';
import type { StartedSandbox } from './start-sandbox.ts';

export type Answered<Body = Record<string, unknown>> = { readonly status: number; readonly body: Body };

export const paymentRequest = (change: object = {}) => ({
  amount: { amountMinor: 1_999, currency: 'EUR' },
  cardToken: 'tok_ok',
  returnUrl: 'https://localhost:8443/orders/1',
  metadata: { attemptId: randomUUID(), orderId: randomUUID() },
  ...change,
});

/** Calls the API as the shop does, without the shop's adapter. */
export const merchantOf = (sandbox: Pick<StartedSandbox, 'apiUrl' | 'secretKey'>) => {
  const ask = async <Body>(
    method: string,
    path: string,
    options: { body?: unknown; key?: string; secretKey?: string; deadlineMs?: number } = {},
  ): Promise<Answered<Body>> => {
    const answer = await fetch(`${sandbox.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.secretKey ?? sandbox.secretKey}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.deadlineMs === undefined ? {} : { signal: AbortSignal.timeout(options.deadlineMs) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body };
  };
  return {
    ask,
    pay: (change: object = {}, options: { key?: string; deadlineMs?: number } = {}) =>
      ask<SandboxPayment>('POST', '/v1/payments', {
        key: randomUUID(),
        body: paymentRequest(change),
        ...options,
      }),
    change: (id: string, what: 'capture' | 'void', key: string = randomUUID()) =>
      ask<SandboxPayment & { code?: string }>('POST', `/v1/payments/${id}/${what}`, { key, body: {} }),
    refund: (id: string, amountMinor: number, key: string = randomUUID()) =>
      ask<{ id: string; code?: string }>('POST', `/v1/payments/${id}/refunds`, {
        key,
        body: { amountMinor, metadata: { refundId: key } },
      }),
    read: (id: string) => ask<SandboxPayment>('GET', `/v1/payments/${id}`),
    record: async () => (await ask<SandboxRecord>('GET', '/v1/record')).body,
    faults: (settings: object) => ask('PUT', '/v1/faults', { body: settings }),
    outage: (outage: object) => ask('POST', '/v1/outages', { body: outage }),
  };
};
