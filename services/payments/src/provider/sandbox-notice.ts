import { createHmac, timingSafeEqual } from 'node:crypto';
import { SandboxNotice } from '@fondaco/contracts/http/payment-sandbox';
import { Compile } from 'typebox/compile';
import { type ProviderNotice, WrongSignature } from './payment-provider.ts';

/** A copy of an old webhook is worth nothing after this; clocks may differ by less. */
const TOLERANCE_SECONDS = 300;
const notices = Compile(SandboxNotice);
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** Throws WrongSignature. */
export const readSandboxNotice = (
  body: Buffer,
  signature: string | undefined,
  options: { readonly secret: string; readonly now: Date },
): ProviderNotice => {
  verify(body, signature ?? '', options);
  const notice: unknown = JSON.parse(body.toString());
  if (!notices.Check(notice)) throw new WrongSignature('signed, but not a notice that we know');
  const { payment } = notice;
  return {
    eventId: notice.id,
    type: notice.type,
    paymentId: payment.id,
    attemptId: payment.metadata.attemptId,
    orderId: payment.metadata.orderId,
    claims: { state: payment.state, amount: payment.amount },
  };
};

const verify = (body: Buffer, signature: string, options: { secret: string; now: Date }): void => {
  const [, seconds, digest] = SIGNATURE.exec(signature) ?? [];
  if (seconds === undefined || digest === undefined) throw new WrongSignature('no signature that we know');
  const expected = createHmac('sha256', options.secret).update(`${seconds}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(digest, 'hex')))
    throw new WrongSignature('not signed by the provider');
  if (Math.abs(options.now.getTime() / 1000 - Number(seconds)) > TOLERANCE_SECONDS) {
    throw new WrongSignature('signed too long ago');
  }
};
