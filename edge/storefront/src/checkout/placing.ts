import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { isLoggedOut } from '../page/failure.tsx';
import { useShop } from '../shop.tsx';
import type { CheckoutAttempt } from './checkout-attempt.ts';
import { placeOrder } from './place-order.ts';

export type Placing = {
  readonly busy: boolean;
  readonly failure: unknown;
  /** Does nothing while another is under way: `attempt` is begun only when it is sent. */
  readonly place: (attempt: () => CheckoutAttempt) => void;
  readonly forget: () => void;
};

/** Sends attempts, one at a time; a placed order leads to its page. */
export const usePlacing = (): Placing => {
  const { bff, attempts, basket, recognise } = useShop();
  const navigate = useNavigate();
  // Two submits can come before React has disabled the button.
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [, setForgotten] = useState(0);

  const place = async (attempt: CheckoutAttempt) => {
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      const order = await placeOrder({ bff, attempts, basket }, attempt);
      await navigate(`/orders/${order.orderId}`, { replace: true, state: { placed: true } });
    } catch (reason) {
      setFailure(reason);
      if (isLoggedOut(reason)) recognise();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  return {
    busy,
    failure,
    place: (attempt) => {
      if (!running.current) void place(attempt());
    },
    forget: () => {
      attempts.settle();
      setFailure(null);
      // The attempts are no state of React's; the page must notice that this one is gone.
      setForgotten((times) => times + 1);
    },
  };
};
