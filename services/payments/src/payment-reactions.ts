import type { Event } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import type { PaymentBook } from './payment-book.ts';
import type { ApplyDecision } from './payment-process.ts';

type OrderEvent = Event<{ readonly orderId: string; readonly customerId?: string }>;

/** What all reactions to orders share. */
export type PaymentReactions = {
  readonly book: PaymentBook;
  readonly applyDecision: ApplyDecision;
  /** One function for events of every type, so that all payments of a batch are locked in one order. */
  readonly prepare: (tx: Transaction, events: readonly OrderEvent[]) => Promise<void>;
};

/** Events that say whose the order is may come before any other word of it; the others are about what is known. */
export const paymentReactions = (deps: {
  readonly book: PaymentBook;
  readonly applyDecision: ApplyDecision;
}): PaymentReactions => ({
  ...deps,
  prepare: (tx, events) =>
    deps.book.lockAll(
      tx,
      events.map(({ data: { orderId, customerId } }) => ({
        orderId,
        customerId,
        begins: customerId !== undefined,
      })),
    ),
});
