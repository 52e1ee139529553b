import type { OrderState } from '@fondaco/contracts/http/orders';

type Words = { readonly name: string; readonly meaning: string; readonly tone: 'wait' | 'good' | 'bad' };

const WORDS: Readonly<Record<OrderState, Words>> = {
  pending: { name: 'Received', meaning: 'We have your order and are reserving the stock.', tone: 'wait' },
  reserved: {
    name: 'Reserved',
    meaning: 'Everything is set aside for you. We are completing your order.',
    tone: 'wait',
  },
  confirmed: { name: 'Confirmed', meaning: 'Your order is complete. Thank you.', tone: 'good' },
  rejected: {
    name: 'Not fulfilled',
    meaning: 'We couldn’t fulfil this order, and nothing was kept back for it.',
    tone: 'bad',
  },
};

/** A page from before a release may meet a state that it hasn't heard of. */
export const wordsFor = (state: string): Words =>
  WORDS[state as OrderState] ?? { name: state, meaning: 'Reload the page to see more.', tone: 'wait' };

export const StateBadge = ({ state }: { readonly state: OrderState }) => {
  const { name, tone } = wordsFor(state);
  return <span className={`badge badge-${tone}`}>{name}</span>;
};
