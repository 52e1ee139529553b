import { BffProblem } from '@fondaco/chassis/browser';
import type { OrderState } from '@fondaco/contracts/http/orders';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import type { OrderStream } from '../bff.ts';
import { isPaymentMoving } from '../payment/payment-step.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** `EventSource.CLOSED`: the browser won't open it again by itself. */
const CLOSED = 2;
/** What these orders are they stay. */
const ENDS: readonly OrderState[] = ['rejected', 'cancelled', 'expired', 'refunded'];

type Watch = {
  readonly load: (signal: AbortSignal) => Promise<OrderView>;
  readonly openStream: () => OrderStream;
  readonly onOrder: (order: OrderView) => void;
  /** `gaveUp`: nothing more will come, since asking again would get the same answer. */
  readonly onFailure: (failure: unknown, gaveUp: boolean) => void;
  readonly page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
};

/**
 * Follows an order for as long as somebody looks at the page. A stream tells when there is something new; while it
 * is not there, and while a payment moves, of which it says nothing, the order is asked for less and less often
 * until it is final. `look` asks at once.
 */
export const watchOrder = ({ load, openStream, onOrder, onFailure, page }: Watch) => {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  let last: OrderView | null = null;
  let asking = false;
  let askAgain = false;
  let stream: OrderStream | null = null;
  let streaming = false;

  const later = () => {
    clearTimeout(timer);
    if (page.hidden || ended.signal.aborted) return;
    if (last !== null && (last.final || streaming) && !isPaymentMoving(last)) return;
    timer = setTimeout(look, pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
  };

  const listen = () => {
    if (stream !== null || page.hidden) return;
    const opened = openStream();
    stream = opened;
    opened.addEventListener('open', () => {
      streaming = true;
    });
    opened.addEventListener('transition', (event) => {
      const { lastEventId } = event as MessageEvent;
      if (Number(lastEventId) > (last?.timeline.at(-1)?.seq ?? 0)) look();
    });
    opened.addEventListener('error', () => {
      if (stream !== opened) return;
      streaming = false;
      // The next look opens another.
      if (opened.readyState === CLOSED) stream = null;
      if (!asking) later();
    });
  };

  const hangUp = () => {
    stream?.close();
    stream = null;
    streaming = false;
  };

  const ask = async () => {
    asking = true;
    try {
      const order = await load(ended.signal);
      if (ended.signal.aborted) return;
      if (isNews(order, last)) pause = FIRST_PAUSE_MS;
      last = order;
      onOrder(order);
      if (ENDS.includes(order.state)) end();
      else listen();
    } catch (failure) {
      if (ended.signal.aborted) return;
      const gaveUp = failure instanceof BffProblem && [400, 401, 403, 404].includes(failure.status);
      onFailure(failure, gaveUp);
      if (gaveUp) end();
    } finally {
      asking = false;
      if (askAgain) {
        askAgain = false;
        look();
      } else later();
    }
  };

  const look = () => {
    clearTimeout(timer);
    if (ended.signal.aborted) return;
    if (asking) askAgain = true;
    else void ask();
  };

  const onVisibility = () => {
    clearTimeout(timer);
    if (page.hidden) return hangUp();
    pause = FIRST_PAUSE_MS;
    if (!asking) look();
  };

  const end = () => {
    ended.abort();
    clearTimeout(timer);
    hangUp();
    page.removeEventListener('visibilitychange', onVisibility);
  };

  page.addEventListener('visibilitychange', onVisibility);
  look();
  return { look, end };
};

const isNews = (order: OrderView, last: OrderView | null): boolean =>
  order.state !== last?.state || order.payment?.attempt?.state !== last.payment?.attempt?.state;
