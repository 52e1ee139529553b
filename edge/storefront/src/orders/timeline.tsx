import type { OrderTransition } from '@fondaco/contracts/http/orders';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { formatDay, formatMinute, formatSecond } from '../page/moment.ts';
import { reasonWords } from '../payment/payment-step.ts';
import { type Tone, wordsFor } from './order-state.tsx';

type StepWords = { readonly name: string; readonly detail: string | null; readonly tone: Tone };

/** What happened, for a customer. Steps that leave the order in its state say what came instead. */
export const stepWords = (step: OrderTransition, before: OrderTransition | undefined): StepWords => {
  const { state, cause, actor, detail } = step;
  if (cause.includes('payment.declined'))
    return { name: 'Payment declined', detail: reasonWords(detail), tone: 'bad' };
  if (cause.includes('capture-failed'))
    return { name: 'Shipping stopped', detail: 'The payment could not be taken.', tone: 'bad' };
  if (cause.includes('refund-failed'))
    return { name: 'A refund didn’t go through', detail: 'We look into it.', tone: 'bad' };
  if (cause.includes('payment.refunded') && state !== 'refunded')
    return { name: 'Money given back', detail: null, tone: 'good' };
  if (state === before?.state && state !== 'partly-shipped')
    return { name: 'Refund begun', detail: null, tone: 'wait' };
  if (state === before?.state)
    return cause.includes('refund')
      ? { name: 'Refund begun', detail: null, tone: 'wait' }
      : { name: 'More of it shipped', detail: null, tone: 'good' };
  const { step: name, tone } = wordsFor(state);
  const byShop = actor === 'staff' && state === 'cancelling';
  return { name, detail: byShop ? 'We had to cancel it ourselves.' : null, tone };
};

/** To the second on the day of the order, where steps are quick; with the date after that. */
const momentAfter = (placedAt: string, at: string) =>
  formatDay(at) === formatDay(placedAt) ? formatSecond(at) : formatMinute(at);

export const Timeline = ({ order }: { readonly order: OrderView }) => (
  <ol className="timeline" data-testid="timeline">
    {order.timeline.map((step, at) => {
      const { name, detail, tone } = stepWords(step, order.timeline[at - 1]);
      return (
        <li key={step.seq} className={`step step-${tone}`} data-state={step.state}>
          <span>
            {name}
            {detail !== null && <small>{detail}</small>}
          </span>
          <time dateTime={step.at}>{momentAfter(order.placedAt, step.at)}</time>
        </li>
      );
    })}
    {!order.final && <li className="step step-next">More to come…</li>}
  </ol>
);
