import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shopper } from '../system/shopper.ts';
import { insistUntil } from './insist.ts';
import type { Random } from './random.ts';
import { note, type Till } from './till.ts';
import { accountOf } from './virtual-shopper.ts';

const LOOKS_EVERY_MS = 200;

/** Ships what was confirmed, in one parcel or two, and refunds some of it, until `open` says no. */
export const runStaffMember = async (options: {
  readonly shopper: Shopper;
  readonly credentials: { readonly email: string; readonly password: string; readonly newPassword: string };
  readonly random: Random;
  readonly till: Till;
  /** Gives money for a unit of each order back, not for some of some. */
  readonly generous: boolean;
  readonly open: () => boolean;
  readonly patient: () => boolean;
}): Promise<void> => {
  const { shopper, random, till, generous, open, patient } = options;
  const insist = insistUntil(patient, (what) => note(till.unanswered, what));
  const account = await accountOf(shopper, insist, options.credentials);
  if (!account) return;

  /** Whether it will be done. A refusal, such as of an order that is being cancelled, is an answer too. */
  const ask = async (orderId: string, what: 'shipments' | 'refunds', body: object): Promise<boolean> => {
    const key = randomUUID();
    const answer = await insist(async () =>
      shopper.call('POST', `/api/v1/orders/${orderId}/${what}`, { token: await account.token(), key, body }),
    );
    if (!answer || answer.status >= 300) return false;
    till[what].push({ orderId, key });
    return true;
  };

  const oneUnit = async (orderId: string): Promise<{ sku: string; quantity: number }[]> => {
    const answer = await insist(async () =>
      shopper.call('GET', `/api/v1/orders/${orderId}`, { token: await account.token() }),
    );
    const sku = answer?.body?.lines?.[0]?.sku;
    return sku === undefined ? [] : [{ sku, quantity: 1 }];
  };

  while (open()) {
    const shipped = till.toRefund.length > 5 ? till.toRefund.shift() : undefined;
    if (shipped && (generous || random.next() < 0.5)) {
      const lines = generous || random.next() < 0.5 ? await oneUnit(shipped) : [];
      await ask(shipped, 'refunds', { reason: 'did not fit', ...(lines.length > 0 ? { lines } : {}) });
    }
    const confirmed = till.toShip.shift();
    if (confirmed === undefined) {
      await delay(LOOKS_EVERY_MS);
      continue;
    }
    const lines = random.next() < 0.3 ? await oneUnit(confirmed) : [];
    if (await ask(confirmed, 'shipments', lines.length > 0 ? { lines } : {})) till.toRefund.push(confirmed);
  }
};
