import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { BffProblem } from '../bff.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

type Watch = {
  readonly load: (signal: AbortSignal) => Promise<OrderView>;
  readonly onOrder: (order: OrderView) => void;
  /** `gaveUp`: nothing more will come, since asking again would get the same answer. */
  readonly onFailure: (failure: unknown, gaveUp: boolean) => void;
  readonly page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
};

/**
 * Asks for an order until it is final, less and less often, and not at all while nobody looks at the page.
 * A change of state makes it quick again. Answers the function that ends it.
 */
export const watchOrder = ({ load, onOrder, onFailure, page }: Watch): (() => void) => {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  let lastState: string | undefined;
  let asking = false;

  const later = () => {
    if (!page.hidden) timer = setTimeout(() => void ask(), pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
  };

  const ask = async () => {
    asking = true;
    try {
      const order = await load(ended.signal);
      if (ended.signal.aborted) return;
      if (order.state !== lastState) pause = FIRST_PAUSE_MS;
      lastState = order.state;
      onOrder(order);
      if (order.final) end();
      else later();
    } catch (failure) {
      if (ended.signal.aborted) return;
      const gaveUp = failure instanceof BffProblem && [400, 401, 403, 404].includes(failure.status);
      onFailure(failure, gaveUp);
      if (gaveUp) end();
      else later();
    } finally {
      asking = false;
    }
  };

  const onVisibility = () => {
    clearTimeout(timer);
    if (page.hidden || asking) return;
    pause = FIRST_PAUSE_MS;
    void ask();
  };

  const end = () => {
    ended.abort();
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', onVisibility);
  };

  page.addEventListener('visibilitychange', onVisibility);
  void ask();
  return end;
};
