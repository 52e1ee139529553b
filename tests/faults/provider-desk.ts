import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxFaults, SandboxRecord } from '@fondaco/contracts/http/payment-sandbox';
import { request } from 'undici';
import type { System } from '../system/system.ts';
import type { ChargeRow } from './books.ts';

const RIGHT: Partial<SandboxFaults> = {};
/** What a bad day looks like: late answers are later than payments waits for them. */
const BAD_DAY: Partial<SandboxFaults> = {
  timeoutAfterChargeShare: 0.3,
  slowShare: 0.2,
  slowMs: 7_000,
  duplicateShare: 0.5,
  lateShare: 0.3,
  lateMs: 4_000,
  outOfOrderShare: 0.3,
};

/** It pays back, and nobody hears of it. */
const LOST_REFUNDS: Partial<SandboxFaults> = { timeoutAfterRefundShare: 1 };

/** The provider's side entrance: what it is made to do, and what it has in its books. */
export type ProviderDesk = {
  outage(seconds: number, silent: boolean): Promise<void>;
  misbehave(seed: number): Promise<void>;
  loseRefunds(): Promise<void>;
  behave(): Promise<void>;
  record(): Promise<ChargeRow[]>;
};

export const providerDesk = (system: System): ProviderDesk => {
  const call = async <T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<T> => {
    const { host, port } = system.addresses.paymentSandbox.api;
    const secret = (await readFile(join(system.paths.secrets, 'sandbox.secret-key'), 'utf8')).trim();
    const answer = await request(`http://${host}:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`the sandbox answered ${answer.statusCode}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  return {
    outage: (seconds, silent) => call('POST', '/v1/outages', { seconds, mode: silent ? 'silent' : 'refuse' }),
    misbehave: (seed) => call('PUT', '/v1/faults', { ...BAD_DAY, seed }),
    loseRefunds: () => call('PUT', '/v1/faults', LOST_REFUNDS),
    behave: () => call('PUT', '/v1/faults', RIGHT),
    record: async () => {
      const rows: ChargeRow[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = new URLSearchParams({ limit: '1000', ...(cursor ? { cursor } : {}) });
        const page: SandboxRecord = await call('GET', `/v1/record?${query}`);
        rows.push(...page.payments.map(chargeOf));
        cursor = page.nextCursor;
      }
      return rows;
    },
  };
};

const chargeOf = (entry: SandboxRecord['payments'][number]): ChargeRow => ({
  orderId: entry.metadata.orderId,
  attemptId: entry.metadata.attemptId,
  heldMinor: entry.state === 'authorised' ? entry.amount.amountMinor : 0,
  capturedMinor: entry.captured,
  refundedMinor: entry.refunded,
});
