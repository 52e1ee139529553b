/** What is held, and the duty to give it back or take it; what the provider owes us, and what customers paid. */
export type Account = 'holds' | 'hold-obligations' | 'provider-receivable' | 'customer-payments';

export type Movement = 'authorised' | 'voided' | 'captured' | 'refunded';

/** Minor units of the payment's currency; debits are positive, credits negative. They add up to 0. */
export type Posting = { readonly account: Account; readonly amountMinor: number };

/** `reference` is the attempt, the shipment or the refund: a movement of it is written once. */
export type Entry = {
  readonly kind: Movement;
  readonly reference: string;
  readonly postings: readonly Posting[];
};

const HOLD: readonly [Account, Account] = ['holds', 'hold-obligations'];
const INCOME: readonly [Account, Account] = ['provider-receivable', 'customer-payments'];

const move = ([debit, credit]: readonly [Account, Account], amountMinor: number): Posting[] => [
  { account: debit, amountMinor },
  { account: credit, amountMinor: -amountMinor },
];

const back = (accounts: readonly [Account, Account], amountMinor: number): Posting[] =>
  move([accounts[1], accounts[0]], amountMinor);

const POSTINGS: Readonly<Record<Movement, (amountMinor: number) => Posting[]>> = {
  authorised: (amount) => move(HOLD, amount),
  voided: (amount) => back(HOLD, amount),
  captured: (amount) => [...back(HOLD, amount), ...move(INCOME, amount)],
  refunded: (amount) => back(INCOME, amount),
};

export const entryOf = (kind: Movement, reference: string, amountMinor: number): Entry => ({
  kind,
  reference,
  postings: POSTINGS[kind](amountMinor),
});
