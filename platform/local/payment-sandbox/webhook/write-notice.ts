import type { SandboxNotice } from '@fondaco/contracts/http/payment-sandbox';
import type { Faults } from '../faults/faults.ts';
import type { SandboxMetrics } from '../metrics.ts';
import { randomId } from '../new-id.ts';
import { type Payment, publicPayment } from '../payment/payment.ts';
import type { Notices } from './notice-store.ts';

const HELD_MS = 10_000;

/** Writes down what has to be told, in the transaction of the change; the faults decide when it is told. */
export type WriteNotice = (payment: number, type: SandboxNotice['type'], state: Payment) => void;

export const createWriteNotice = (deps: {
  readonly notices: Notices;
  readonly faults: Faults;
  readonly metrics: SandboxMetrics;
  readonly browserOrigin: string;
  readonly delayMs: number;
}): WriteNotice => {
  const { notices, faults, metrics } = deps;
  const happens = (kind: 'late' | 'outOfOrder' | 'duplicate'): boolean => {
    const drawn = faults.draw(kind);
    if (drawn) metrics.faults.inc({ kind });
    return drawn;
  };
  return (payment, type, state) => {
    const body = JSON.stringify({
      id: randomId('evt'),
      type,
      createdAt: new Date(state.changedAt).toISOString(),
      payment: publicPayment(state, deps.browserOrigin),
    } satisfies SandboxNotice);
    const dueAt = state.changedAt + deps.delayMs + (happens('late') ? faults.settings().lateMs : 0);
    const held = happens('outOfOrder');
    // After this one, which is what makes it out of order.
    if (faults.settings().outOfOrderShare > 0) notices.release(payment, dueAt + deps.delayMs);
    notices.insert({ payment, body, dueAt: held ? dueAt + HELD_MS : dueAt, held });
    if (happens('duplicate')) notices.insert({ payment, body, dueAt: dueAt + deps.delayMs, held: false });
  };
};
