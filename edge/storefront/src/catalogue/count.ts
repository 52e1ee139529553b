import type { SearchView } from '@fondaco/contracts/http/storefront-bff';
import { LOCALE } from '../page/money.ts';

const number = new Intl.NumberFormat(LOCALE);

/** `1,234`, or `10,000+` when there may be more. */
export const countText = ({ count, more }: SearchView['total']): string =>
  `${number.format(count)}${more ? '+' : ''}`;

/** `1 product`, `10,000+ products` */
export const productsText = (total: SearchView['total']): string =>
  `${countText(total)} ${total.count === 1 && !total.more ? 'product' : 'products'}`;
