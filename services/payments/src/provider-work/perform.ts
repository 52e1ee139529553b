import type { SharedTransactions, Transaction } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { settleCapture, settleRefund } from '../payment/capturing.ts';
import { endsVoid, settleVoid } from '../payment/closing.ts';
import { type Outcome, settleAttempt } from '../payment/paying.ts';
import type { Decision, Payment } from '../payment/payment.ts';
import { findRefund } from '../payment/payment-store.ts';
import type { Announced, PaymentBook } from '../payment-book.ts';
import type { ApplyDecision } from '../payment-process.ts';
import { type PaymentProvider, ProviderRefused } from '../provider/payment-provider.ts';
import type { Work, WorkInputs } from '../work/work.ts';
import { refusedOutcome, toOutcome } from './outcome.ts';

/**
 * `done`: recorded. `again`: the provider does not know yet either. `obsolete`: nobody needs the outcome any more.
 * Throws ProviderUnavailable, LeaseLost, and what the database throws: the work is then done again.
 */
export type Performed = 'done' | 'again' | 'obsolete';

export type Perform = (work: Work, inputs: WorkInputs) => Promise<Performed>;

type Deps = {
  readonly transactions: SharedTransactions<Announced>;
  readonly book: PaymentBook;
  readonly provider: PaymentProvider;
  readonly applyDecision: ApplyDecision;
  /** Where the customer comes back to after having confirmed the payment of an order. */
  readonly returnUrl: (orderId: string) => string;
  readonly log: Log;
};

/** What each kind of work asks of the provider, and what becomes of the answer. Never a call inside a transaction. */
export const performers = (deps: Deps): Readonly<Record<Work['kind'], Perform>> => ({
  authorise: authorise(deps),
  confirm: confirm(deps),
  void: voidPayment(deps),
  capture: capture(deps),
  refund: refund(deps),
});

/** Locks the payment, decides on it as it is now, and writes what was decided. */
const record = (
  { transactions, book, applyDecision }: Deps,
  work: Work,
  decide: (payment: Payment, tx: Transaction) => Decision | null | Promise<Decision | null>,
): Promise<Performed> =>
  transactions({ orderId: work.orderId, begins: false }, async (tx) => {
    const payment = await book.lock(tx, work.orderId);
    if (!payment) return 'obsolete';
    const decision = await decide(payment, tx);
    if (!decision) return 'obsolete';
    await applyDecision(tx, payment, decision, work);
    return 'done';
  });

const recordAttempt = (deps: Deps, work: Work, outcome: Outcome): Promise<Performed> =>
  record(deps, work, (payment) => settleAttempt(payment, work.subjectId, outcome));

/** An attempt that may have reached the provider before is looked up; what it never got goes there under the same key. */
const authorise =
  (deps: Deps): Perform =>
  async (work, { amount, cardToken }) => {
    const { subjectId: attemptId, orderId } = work;
    if (cardToken === null) return 'obsolete';
    const ask = async (): Promise<Outcome> => {
      const { provider, returnUrl } = deps;
      try {
        const found = work.fresh ? null : await provider.find(attemptId);
        const payment =
          found ??
          (await provider.authorise({
            attemptId,
            orderId,
            amount,
            cardToken,
            returnUrl: returnUrl(orderId),
          }));
        return toOutcome(payment);
      } catch (error) {
        if (!(error instanceof ProviderRefused)) throw error;
        deps.log.warn({ attemptId, orderId, code: error.code }, 'the provider refuses the attempt');
        return refusedOutcome('card-token-invalid');
      }
    };
    const outcome = await ask();
    return outcome.state === 'processing' ? 'again' : recordAttempt(deps, work, outcome);
  };

/** Whether the customer has confirmed it by now. */
const confirm =
  (deps: Deps): Perform =>
  async (work, { providerPaymentId }) => {
    if (providerPaymentId === null) return 'obsolete';
    const outcome = toOutcome(await deps.provider.read(providerPaymentId));
    const waits = outcome.state === 'processing' || outcome.state === 'action-required';
    return waits ? 'again' : recordAttempt(deps, work, outcome);
  };

/** Asked again, it looks first: the void may have happened, and what is void cannot be voided. */
const voidPayment =
  (deps: Deps): Perform =>
  async (work, { providerPaymentId }) => {
    const { provider } = deps;
    if (providerPaymentId === null) return 'obsolete';
    const seen = work.fresh ? null : toOutcome(await provider.read(providerPaymentId));
    const outcome =
      seen && endsVoid(seen)
        ? seen
        : toOutcome(await provider.void(providerPaymentId, `void-${work.subjectId}`));
    if (!endsVoid(outcome)) return 'again';
    return record(deps, work, (payment) => settleVoid(payment, work.subjectId, outcome));
  };

/** The key is the shipment. A refusal is believed only when the provider's record says that nothing was taken. */
const capture =
  (deps: Deps): Perform =>
  async (work, { providerPaymentId }) => {
    const { provider } = deps;
    if (providerPaymentId === null) return 'obsolete';
    const ask = async (): Promise<{ taken: boolean; failure: string | null }> => {
      try {
        const { state } = await provider.capture(providerPaymentId, work.subjectId);
        return { taken: state === 'captured', failure: null };
      } catch (error) {
        if (!(error instanceof ProviderRefused)) throw error;
        const { state } = await provider.read(providerPaymentId);
        return { taken: state === 'captured', failure: state === 'captured' ? null : error.code };
      }
    };
    const { taken, failure } = await ask();
    if (!taken && failure === null) return 'again';
    return record(deps, work, (payment) => settleCapture(payment, work.subjectId, failure));
  };

const refund =
  (deps: Deps): Perform =>
  async (work, { providerPaymentId, amount }) => {
    const { provider } = deps;
    const { subjectId: refundId } = work;
    if (providerPaymentId === null) return 'obsolete';
    const ask = async (): Promise<string | null> => {
      try {
        await provider.refund({ paymentId: providerPaymentId, refundId, amount });
        return null;
      } catch (error) {
        if (error instanceof ProviderRefused) return error.code;
        throw error;
      }
    };
    const failure = await ask();
    return record(deps, work, async (payment, tx) => {
      const asked = await findRefund(tx, refundId);
      return asked && settleRefund(payment, asked, failure);
    });
  };
