import type { Visitor } from '@fondaco/contracts/http/storefront-bff';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Basket } from './basket/basket.ts';
import type { BasketStore } from './basket/basket-store.ts';
import type { Bff } from './bff.ts';
import type { Shelves } from './catalogue/catalogue-shelf.ts';
import type { Categories } from './catalogue/category-tree.ts';
import type { CheckoutAttempts } from './checkout/checkout-attempt.ts';
import type { CardTokens } from './payment/card-tokens.ts';

export type ShopParts = {
  readonly bff: Bff;
  readonly basket: BasketStore;
  readonly attempts: CheckoutAttempts;
  readonly shelves: Shelves;
  readonly tokenFor: CardTokens;
  /** Goes to a page of somebody else's, such as a bank's. */
  readonly leaveFor: (url: string) => void;
};

/** `undefined` while it isn't known yet. */
type KnownVisitor = Visitor | undefined;

type Shop = ShopParts & {
  readonly visitor: KnownVisitor;
  /** Null while they aren't known, or can't be had: the catalogue can be looked through without them. */
  readonly categories: Categories | null;
  readonly welcome: (visitor: Visitor) => void;
  /** Asks the server again who is here: the session may have ended there. */
  readonly recognise: () => void;
};

const ShopContext = createContext<Shop | null>(null);

export const ShopProvider = ({ parts, children }: { parts: ShopParts; children: ReactNode }) => {
  const [visitor, setVisitor] = useState<KnownVisitor>(undefined);
  const [categories, setCategories] = useState<Categories | null>(null);
  const { bff } = parts;

  useEffect(() => {
    const left = new AbortController();
    bff.categories(left.signal).then(
      (known) => !left.signal.aborted && setCategories(known),
      () => undefined,
    );
    return () => left.abort();
  }, [bff]);

  const recognise = useCallback(() => {
    bff.session().then(setVisitor, () => {
      // The catalogue can be read without knowing who reads it; what needs to know says so itself.
      setVisitor((known) => known ?? { user: null, csrfToken: '' });
    });
  }, [bff]);
  useEffect(() => {
    recognise();
    // In another tab they may have logged in or out since.
    const look = () => !document.hidden && recognise();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [recognise]);

  return (
    <ShopContext value={{ ...parts, visitor, welcome: setVisitor, recognise, categories }}>
      {children}
    </ShopContext>
  );
};

export const useShop = (): Shop => {
  const shop = use(ShopContext);
  if (shop === null) throw new Error('useShop needs a ShopProvider around it');
  return shop;
};

export const useBasket = (): Basket => {
  const { basket } = useShop();
  return useSyncExternalStore(basket.subscribe, basket.read);
};
