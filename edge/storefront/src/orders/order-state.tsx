import type { OrderState } from '@fondaco/contracts/http/orders';

export type Tone = 'wait' | 'good' | 'bad';
type Words = {
  readonly name: string;
  readonly meaning: string;
  /** What the timeline calls its coming. */
  readonly step: string;
  readonly tone: Tone;
};

const WORDS: Readonly<Record<OrderState, Words>> = {
  pending: {
    name: 'Received',
    meaning: 'We have your order and are setting everything aside for you.',
    step: 'Order received',
    tone: 'wait',
  },
  reserved: {
    name: 'Waiting for payment',
    meaning: 'Everything is set aside for you. Once it is paid, it is yours.',
    step: 'Everything set aside',
    tone: 'wait',
  },
  authorised: {
    name: 'Paid',
    meaning: 'Your payment went through. We are confirming your order.',
    step: 'Payment approved',
    tone: 'good',
  },
  confirmed: {
    name: 'Confirmed',
    meaning: 'Your order is paid and complete. We write to you when it ships.',
    step: 'Order confirmed',
    tone: 'good',
  },
  shipping: {
    name: 'Being packed',
    meaning: 'We are getting your parcel ready.',
    step: 'Packing begun',
    tone: 'good',
  },
  'partly-shipped': {
    name: 'Partly shipped',
    meaning: 'A part of your order is on its way. The rest follows.',
    step: 'A part shipped',
    tone: 'good',
  },
  shipped: { name: 'Shipped', meaning: 'Your order is on its way to you.', step: 'Shipped', tone: 'good' },
  delivered: {
    name: 'Delivered',
    meaning: 'Your order has arrived. Enjoy it.',
    step: 'Delivered',
    tone: 'good',
  },
  cancelling: {
    name: 'Being cancelled',
    meaning: 'We are making sure that nothing can be charged any more.',
    step: 'Cancellation asked for',
    tone: 'wait',
  },
  cancelled: {
    name: 'Cancelled',
    meaning: 'This order was cancelled, and you pay nothing for it.',
    step: 'Cancelled',
    tone: 'bad',
  },
  expiring: {
    name: 'Not paid in time',
    meaning: 'The time to pay has run out. We are making sure that nothing can be charged any more.',
    step: 'Time to pay ran out',
    tone: 'wait',
  },
  expired: {
    name: 'Not paid in time',
    meaning: 'This order was not paid in time and has ended. You pay nothing for it.',
    step: 'Ended unpaid',
    tone: 'bad',
  },
  rejected: {
    name: 'Not fulfilled',
    meaning: 'We couldn’t fulfil this order, and nothing was charged for it.',
    step: 'Not enough in stock',
    tone: 'bad',
  },
  refunded: {
    name: 'Refunded',
    meaning: 'All of this order was paid back to you.',
    step: 'All money given back',
    tone: 'good',
  },
};

/** A page from before a release may meet a state that it hasn't heard of. */
export const wordsFor = (state: string): Words =>
  WORDS[state as OrderState] ?? {
    name: state,
    meaning: 'Reload the page to see more.',
    step: state,
    tone: 'wait',
  };

export const StateBadge = ({ state }: { readonly state: OrderState }) => {
  const { name, tone } = wordsFor(state);
  return <span className={`badge badge-${tone}`}>{name}</span>;
};
