import type { Money } from '@fondaco/contracts/http/common';
import type { MismatchKind } from '@fondaco/contracts/http/mismatches';
import type { AttemptState, PaymentState } from '@fondaco/contracts/http/payments';
import type { ProviderPayment } from '../provider/payment-provider.ts';

/** What we have on record of an attempt, and of its payment. */
export type OurRecord = {
  readonly orderId: string;
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly paymentState: PaymentState;
  readonly amount: Money | null;
  readonly captured: number;
  readonly refunded: number;
};

/** `subject` is what it is about: with `kind` it says whether it is the same as before. */
export type Suspicion = {
  readonly subject: string;
  readonly orderId: string | null;
  readonly kind: MismatchKind;
  readonly detail: string;
};

/** Seen for less than this, it may be a message on its way. */
export const GRACE_SECONDS = 60;
/** Work that is not done by then is not just being done again. */
export const STUCK_SECONDS = 300;

/** Where what the provider says of a payment differs from our record; null where there is no such attempt. */
export const compare = (theirs: ProviderPayment, ours: OurRecord | null): Suspicion[] => {
  const suspect = (kind: MismatchKind, detail: string): Suspicion => ({
    subject: theirs.id,
    orderId: ours?.orderId ?? null,
    kind,
    detail,
  });
  if (ours === null) {
    if (!['authorised', 'captured', 'action-required'].includes(theirs.state)) return [];
    return [
      suspect('unknown-charge', `${theirs.id} is ${theirs.state} at the provider; no attempt is known`),
    ];
  }
  const { amount } = ours;
  const found: Suspicion[] = [];
  if (amount?.amountMinor !== theirs.amount.amountMinor || amount.currency !== theirs.amount.currency) {
    const owed = amount === null ? 'nothing' : `${amount.amountMinor} ${amount.currency}`;
    found.push(
      suspect(
        'amounts-differ',
        `${owed} is owed; the provider has ${theirs.amount.amountMinor} ${theirs.amount.currency}`,
      ),
    );
  } else if (ours.state === 'authorised' && !sameMoved(theirs, ours)) {
    found.push(
      suspect(
        'amounts-differ',
        `captured ${ours.captured}, refunded ${ours.refunded}; at the provider ${theirs.captured} and ${theirs.refunded}`,
      ),
    );
  }
  if (!statesOf(ours).includes(theirs.state)) {
    found.push(
      suspect(
        'states-differ',
        `the attempt is ${ours.state}, the payment ${ours.paymentState}; at the provider it is ${theirs.state}`,
      ),
    );
  }
  return found;
};

const sameMoved = (theirs: ProviderPayment, ours: OurRecord): boolean =>
  theirs.refunded === ours.refunded &&
  (theirs.captured === ours.captured || ours.paymentState === 'capturing');

const ALL = ['processing', 'action-required', 'authorised', 'captured', 'declined', 'voided'] as const;

/** In which states the provider may have it. */
const statesOf = (ours: OurRecord): readonly ProviderPayment['state'][] => {
  switch (ours.state) {
    case 'processing':
    case 'action-required':
      return ALL;
    case 'authorised':
      return AUTHORISED[ours.paymentState] ?? [];
    case 'declined':
    case 'voided':
      return ['declined', 'voided'];
    default:
      return [];
  }
};

const AUTHORISED: Readonly<Partial<Record<PaymentState, readonly ProviderPayment['state'][]>>> = {
  authorised: ['authorised'],
  capturing: ['authorised', 'captured'],
  captured: ['captured'],
  closing: ['authorised', 'voided'],
};

/** We count on money of which the provider knows nothing. */
export const unknownToProvider = (ours: OurRecord): Suspicion => ({
  subject: ours.attemptId,
  orderId: ours.orderId,
  kind: 'states-differ',
  detail: `the attempt is ${ours.state}, the payment ${ours.paymentState}; the provider does not know it`,
});
