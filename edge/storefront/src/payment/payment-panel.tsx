import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { type ReactNode, useEffect, useRef } from 'react';
import { explain } from '../page/explain.ts';
import { formatMinute } from '../page/moment.ts';
import { useShop } from '../shop.tsx';
import { CardForm } from './card-form.tsx';
import { type Paying, usePaying } from './paying.ts';
import { type PaymentStep, paymentStep, reasonWords } from './payment-step.ts';

type Props = { readonly order: OrderView /** Reads the order anew. */; readonly look: () => void };

/** Where an order is paid: the first try and every other, until it is paid or its time is up. */
export const PaymentPanel = ({ order, look }: Props) => {
  const paying = usePaying(order.orderId, look);
  const step = paymentStep(order);
  useOwnConfirmation(step, paying);
  if (step.kind === 'none') return null;
  return (
    <section className="panel" aria-labelledby="payment" data-testid="payment" data-step={step.kind}>
      <h2 id="payment">Payment</h2>
      {paying.unsettled && !paying.busy && step.kind === 'pay' ? (
        <Unsettled paying={paying} />
      ) : (
        <Step order={order} step={step} paying={paying} />
      )}
    </section>
  );
};

/** A payment that was begun on this page goes on at the bank by itself; one that was left asks first. */
const useOwnConfirmation = (step: PaymentStep, paying: Paying) => {
  const { leaveFor } = useShop();
  const left = useRef<string | null>(null);
  useEffect(() => {
    if (step.kind !== 'confirm' || !paying.isOurs(step.attemptId) || left.current === step.attemptId) return;
    left.current = step.attemptId;
    leaveFor(step.actionUrl);
  }, [step, paying, leaveFor]);
};

type StepProps = { readonly order: OrderView; readonly step: PaymentStep; readonly paying: Paying };

const Step = ({ order, step, paying }: StepProps): ReactNode => {
  switch (step.kind) {
    case 'pay':
      return (
        <>
          {step.failure !== null && !paying.busy && (
            <div className="notice notice-bad" role="alert" data-testid="payment-failure">
              <strong>The payment didn’t go through.</strong> {reasonWords(step.failure)} Nothing was charged.
            </div>
          )}
          <p>
            Your order is kept for you until{' '}
            <time dateTime={order.paymentDeadline}>{formatMinute(order.paymentDeadline)}</time>.
          </p>
          <CardForm amount={order.total} paying={paying} />
        </>
      );
    case 'confirm':
      return (
        <>
          <p>Your bank wants to hear from you that this payment is yours.</p>
          <p className="actions">
            <a className="button" href={step.actionUrl}>
              Confirm with your bank
            </a>
          </p>
        </>
      );
    case 'away':
      return (
        <p role="status">
          We can’t reach our till at the moment. Your order is safe and can be paid until{' '}
          <time dateTime={order.paymentDeadline}>{formatMinute(order.paymentDeadline)}</time>; this page goes
          on trying.
        </p>
      );
    case 'paid':
      return <p role="status">Your payment went through. We are confirming your order…</p>;
    default:
      return <p role="status">Your payment is under way. You can stay here, or come back later…</p>;
  }
};

const Unsettled = ({ paying }: { readonly paying: Paying }) => (
  <div className="notice" role="alert" data-testid="unsettled-payment">
    <p>
      <strong>We don’t know yet whether your payment arrived.</strong>{' '}
      {explain(paying.failure, navigator.onLine).detail} Asking again cannot charge you twice.
    </p>
    <button type="button" className="button" onClick={paying.again}>
      Ask again
    </button>
  </div>
);
