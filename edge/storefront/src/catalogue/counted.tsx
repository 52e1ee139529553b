import type { SearchView } from '@fondaco/contracts/http/storefront-bff';
import { countText, productsText } from './count.ts';

/** How many products a filter leaves. */
export const Counted = (total: SearchView['total']) => (
  <span className="facet-count">
    <span aria-hidden="true">{countText(total)}</span>
    <span className="visually-hidden"> {productsText(total)}</span>
  </span>
);
