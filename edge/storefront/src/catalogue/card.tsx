import type { CatalogueItem } from '@fondaco/contracts/http/storefront-bff';
import { Link } from 'react-router';
import { formatMoney } from '../page/money.ts';
import { Picture } from '../page/picture.tsx';
import { ProductName } from '../page/product-name.tsx';
import { Tile } from '../page/tile.tsx';

type Props = { readonly item: CatalogueItem; readonly link?: React.Ref<HTMLAnchorElement> };

/** As wide as the grid in style.css makes a card. */
const CARD_WIDTH = '(width >= 70rem) 13rem, (width >= 40rem) 25vw, 45vw';

export const Card = ({ item, link }: Props) => (
  <Link
    className={`card ${item.inStock ? '' : 'card-out'}`}
    to={`/products/${encodeURIComponent(item.slug)}`}
    ref={link ?? null}
    data-testid="product-card"
    data-sku={item.sku}
  >
    {/* The name stands beside it; hearing what the picture shows too would make a long list longer. */}
    <Picture
      picture={item.picture && { ...item.picture, alt: '' }}
      sizes={CARD_WIDTH}
      instead={<Tile sku={item.sku} name={item.name} />}
    />
    <span className="card-name">
      <ProductName name={item.name} />
    </span>
    <span className="card-foot">
      <span className="price">
        {item.pricesVary && <span className="price-from">from </span>}
        {formatMoney(item.price)}
      </span>
      <span className={item.inStock ? 'stock' : 'stock stock-out'}>
        {item.inStock ? 'In stock' : 'Sold out'}
      </span>
    </span>
  </Link>
);
