import type { BasketQuote } from '@fondaco/contracts/http/storefront-bff';
import { useCallback } from 'react';
import { type Loaded, useLoaded } from '../page/loaded.ts';
import { useBasket, useShop } from '../shop.tsx';

const NOTHING: BasketQuote = { lines: [], total: null, unavailable: [] };

/** The basket with names and prices as the server has them now; asked for anew with every change. */
export const useQuotedBasket = (): {
  readonly quoted: Loaded<BasketQuote>;
  readonly setQuote: (quote: BasketQuote) => void;
  readonly retry: () => void;
} => {
  const { bff } = useShop();
  const basket = useBasket();
  const load = useCallback(
    async (signal: AbortSignal) => (basket.length === 0 ? NOTHING : bff.quote(basket.slice(), signal)),
    [bff, basket],
  );
  const { loaded, setLoaded, retry } = useLoaded(load);
  const setQuote = useCallback(
    (quote: BasketQuote) => setLoaded({ status: 'ready', value: quote }),
    [setLoaded],
  );
  return { quoted: loaded, setQuote, retry };
};
