import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useShop } from '../shop.tsx';
import { watchOrder } from './watch-order.ts';

type Watched = {
  readonly order: OrderView | null;
  /** Of the last look; null when that went well. */
  readonly failure: unknown;
  readonly gaveUp: boolean;
};

const NOTHING: Watched = { order: null, failure: null, gaveUp: false };

type Watching = Watched & {
  readonly retry: () => void;
  /** Asks at once: something was done here that changes the order. */
  readonly look: () => void;
};

export const useWatchedOrder = (orderId: string): Watching => {
  const { bff } = useShop();
  const [watched, setWatched] = useState<Watched>(NOTHING);
  const [round, setRound] = useState(0);
  const running = useRef<ReturnType<typeof watchOrder> | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is a request to watch again
  useEffect(() => {
    setWatched(NOTHING);
    const watch = watchOrder({
      load: (signal) => bff.order(orderId, signal),
      openStream: () => bff.orderStream(orderId),
      onOrder: (order) => setWatched({ order, failure: null, gaveUp: false }),
      onFailure: (failure, gaveUp) => setWatched(({ order }) => ({ order, failure, gaveUp })),
      page: document,
    });
    running.current = watch;
    return watch.end;
  }, [bff, orderId, round]);

  const look = useCallback(() => running.current?.look(), []);
  return { ...watched, look, retry: () => setRound((last) => last + 1) };
};
