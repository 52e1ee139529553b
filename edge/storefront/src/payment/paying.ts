import { useRef, useState } from 'react';
import { isRefusal } from '../bff.ts';
import { isLoggedOut } from '../page/failure.tsx';
import { useShop } from '../shop.tsx';
import { CardRefused, cardFrom, type TypedCard } from './card.ts';

/** One try at paying: sent again under its key it is still one. */
type Try = { readonly idempotencyKey: string; readonly cardToken: string };

export type Paying = {
  readonly busy: boolean;
  readonly failure: unknown;
  readonly refused: CardRefused | null;
  /** A try was sent, and whether it arrived isn't known. */
  readonly unsettled: boolean;
  readonly pay: (card: TypedCard) => void;
  readonly again: () => void;
  /** Whether this page, since it was opened, began the attempt. */
  readonly isOurs: (attemptId: string) => boolean;
};

/** Takes a card to the provider and its token to the shop, once at a time. `look` reads the order anew. */
export const usePaying = (orderId: string, look: () => void): Paying => {
  const { bff, tokenFor, recognise } = useShop();
  // Two submits can come before React has disabled the button.
  const running = useRef(false);
  const begun = useRef(new Set<string>());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [unsettled, setUnsettled] = useState<Try | null>(null);

  const once = async (work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (reason) {
      setFailure(reason);
      if (isLoggedOut(reason)) recognise();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const send = async (attempt: Try) => {
    setUnsettled(attempt);
    try {
      const { attemptId } = await bff.payOrder(orderId, attempt.idempotencyKey, attempt.cardToken);
      begun.current.add(attemptId);
      setUnsettled(null);
    } catch (reason) {
      if (isRefusal(reason)) setUnsettled(null);
      throw reason;
    } finally {
      look();
    }
  };

  const pay = async (typed: TypedCard) => {
    const card = cardFrom(typed);
    const { tokenUrl } = await bff.paymentForm();
    const cardToken = await tokenFor(tokenUrl, card);
    await send({ idempotencyKey: crypto.randomUUID(), cardToken });
  };

  return {
    busy,
    failure,
    refused: failure instanceof CardRefused ? failure : null,
    unsettled: unsettled !== null,
    pay: (card) => void once(() => pay(card)),
    again: () => {
      if (unsettled !== null) void once(() => send(unsettled));
    },
    isOurs: (attemptId) => begun.current.has(attemptId),
  };
};
