import type { Acknowledged, Intent } from './books.ts';

/** What the shoppers and the staff were told, written down as they heard it. */
export type Till = {
  readonly intents: Intent[];
  readonly shipments: Acknowledged[];
  readonly refunds: Acknowledged[];
  /** Confirmed orders that nobody has shipped yet, and shipped ones that nobody has sent back. */
  readonly toShip: string[];
  readonly toRefund: string[];
  /** Answers that were none, by status. */
  readonly unanswered: Map<string, number>;
  /** Milliseconds from the first attempt to the acknowledgement, and from there to the end of the checkout. */
  readonly acknowledgedIn: number[];
  readonly decidedIn: number[];
};

export const openTill = (): Till => ({
  intents: [],
  shipments: [],
  refunds: [],
  toShip: [],
  toRefund: [],
  unanswered: new Map(),
  acknowledgedIn: [],
  decidedIn: [],
});

export const note = (counts: Map<string, number>, what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1);
};
