import { type Basket, readBasket } from './basket.ts';

const KEY = 'fondaco.basket';

export type BasketStore = ReturnType<typeof createBasketStore>;

/** The basket in this browser, the same in all its tabs. Without storage it lasts as long as the page. */
export const createBasketStore = (storage: Storage, tabs: Pick<Window, 'addEventListener'>) => {
  const listeners = new Set<() => void>();
  let basket = readStored(storage);

  const tell = (next: Basket) => {
    basket = next;
    for (const listener of listeners) listener();
  };
  tabs.addEventListener('storage', (event) => {
    // A null key: all of the storage was cleared.
    if (event.key === KEY || event.key === null) tell(readStored(storage));
  });

  return {
    read: () => basket,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change: (decide: (basket: Basket) => Basket) => {
      const next = decide(basket);
      try {
        storage.setItem(KEY, JSON.stringify(next.map(({ sku, quantity }) => ({ sku, quantity }))));
      } catch {
        // Full or forbidden storage must not keep anyone from ordering.
      }
      tell(next);
    },
  };
};

const readStored = (storage: Storage): Basket => {
  try {
    return readBasket(storage.getItem(KEY));
  } catch {
    return [];
  }
};
