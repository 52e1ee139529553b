import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxRecord } from '@fondaco/contracts/http/payment-sandbox';
import { request } from 'undici';
import type { System } from './system.ts';

type Charge = SandboxRecord['payments'][number];

/** What the payment provider has in its books about an order, the oldest first. */
export const chargesOf = async (system: System, orderId: string): Promise<Charge[]> => {
  const { host, port } = system.addresses.paymentSandbox.api;
  const secret = (await readFile(join(system.paths.secrets, 'sandbox.secret-key'), 'utf8')).trim();
  const charges: Charge[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const answer = await request(`http://${host}:${port}/v1/record?cursor=${cursor}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    if (answer.statusCode !== 200) throw new Error(`the payment sandbox answered ${answer.statusCode}`);
    const page = (await answer.body.json()) as SandboxRecord;
    charges.push(...page.payments.filter(({ metadata }) => metadata.orderId === orderId));
    cursor = page.nextCursor;
  }
  return charges;
};
