/** All that mails say, in one language. */
export type Words = {
  readonly language: string;
  /** For numbers, amounts and dates. */
  readonly locale: string;
  readonly greeting: (name: string) => string;
  readonly closing: string;
  readonly order: string;
  readonly date: string;
  readonly total: string;
  readonly deliveryTo: string;
  readonly showOrder: string;
  readonly onlyTheFirst: string;
  readonly confirmed: { readonly subject: string; readonly text: string };
  readonly rejected: {
    readonly subject: string;
    readonly text: string;
    readonly nothingCharged: string;
    readonly left: (available: string) => string;
  };
  readonly shipped: {
    readonly subject: (complete: boolean) => string;
    readonly text: (complete: boolean) => string;
    readonly carrier: string;
    readonly trackingCode: string;
  };
  readonly refunded: {
    readonly subject: string;
    readonly text: (amount: string) => string;
    readonly complete: string;
    readonly when: string;
  };
};
