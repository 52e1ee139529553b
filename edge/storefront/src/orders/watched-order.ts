import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { useEffect, useState } from 'react';
import { useShop } from '../shop.tsx';
import { watchOrder } from './watch-order.ts';

type Watched = {
  readonly order: OrderView | null;
  /** Of the last look; null when that went well. */
  readonly failure: unknown;
  readonly gaveUp: boolean;
};

const NOTHING: Watched = { order: null, failure: null, gaveUp: false };

export const useWatchedOrder = (orderId: string): Watched & { readonly retry: () => void } => {
  const { bff } = useShop();
  const [watched, setWatched] = useState<Watched>(NOTHING);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is a request to watch again
  useEffect(() => {
    setWatched(NOTHING);
    return watchOrder({
      load: (signal) => bff.order(orderId, signal),
      onOrder: (order) => setWatched({ order, failure: null, gaveUp: false }),
      onFailure: (failure, gaveUp) => setWatched(({ order }) => ({ order, failure, gaveUp })),
      page: document,
    });
  }, [bff, orderId, round]);

  return { ...watched, retry: () => setRound((last) => last + 1) };
};
