import type { CatalogueItem } from '@fondaco/contracts/http/storefront-bff';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigationType } from 'react-router';
import { Failure } from '../page/failure.tsx';
import { formatMoney } from '../page/money.ts';
import { ProductName } from '../page/product-name.tsx';
import { Tile } from '../page/tile.tsx';
import { useShop } from '../shop.tsx';
import { keepShelf, keptShelf, type Shelf, withPage } from './catalogue-shelf.ts';

const EMPTY: Shelf = { items: [], nextCursor: null };

export const CataloguePage = () => {
  const { bff } = useShop();
  const back = useNavigationType() === 'POP';
  const [shelf, setShelf] = useState<Shelf | null>(() => (back ? keptShelf(Date.now()) : null));
  const [failure, setFailure] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);
  const [news, setNews] = useState('');
  const firstNew = useRef<HTMLAnchorElement>(null);
  const [firstNewIndex, setFirstNewIndex] = useState(-1);
  const left = useRef(new AbortController());

  const load = async (onto: Shelf, cursor: string | null) => {
    setLoading(true);
    setFailure(null);
    const { signal } = left.current;
    try {
      const page = await bff.catalogue(cursor, signal);
      const next = withPage(onto, page);
      keepShelf(next, Date.now());
      setShelf(next);
      if (cursor !== null) {
        setFirstNewIndex(onto.items.length);
        setNews(`${next.items.length - onto.items.length} more products`);
      }
    } catch (reason) {
      if (!signal.aborted) setFailure(reason);
    } finally {
      if (!signal.aborted) setLoading(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is loaded once, when the page opens
  useEffect(() => {
    left.current = new AbortController();
    if (shelf === null) void load(EMPTY, null);
    return () => left.current.abort();
  }, []);

  useEffect(() => {
    if (firstNewIndex >= 0) firstNew.current?.focus({ preventScroll: true });
  }, [firstNewIndex]);

  const more = shelf?.nextCursor ?? null;
  return (
    <>
      <title>Fondaco: gifts and things for the house</title>
      <div className="opening">
        <h1>Gifts and things for the house</h1>
        <p>Lanterns and lunch boxes, bunting and tea cups: everything on the shelf, at today’s price.</p>
      </div>
      {shelf === null && failure === null && <Placeholders />}
      {shelf !== null && shelf.items.length === 0 && (
        <div className="notice notice-block">
          <h2>The shelves are still empty</h2>
          <p>Nothing is for sale yet. Come back a little later.</p>
        </div>
      )}
      {shelf !== null && shelf.items.length > 0 && (
        <ul className="grid" data-testid="catalogue">
          {shelf.items.map((item, index) => (
            <li key={item.slug}>
              <Card item={item} {...(index === firstNewIndex ? { link: firstNew } : {})} />
            </li>
          ))}
        </ul>
      )}
      {failure !== null && (
        <Failure failure={failure} retry={() => void load(shelf ?? EMPTY, shelf?.nextCursor ?? null)} />
      )}
      {shelf !== null && more !== null && failure === null && (
        <p className="more">
          <button
            type="button"
            className="button button-quiet"
            disabled={loading}
            onClick={() => void load(shelf, more)}
          >
            {loading ? 'One moment…' : 'Show more'}
          </button>
        </p>
      )}
      <p className="visually-hidden" role="status">
        {news}
      </p>
    </>
  );
};

type CardProps = { readonly item: CatalogueItem; readonly link?: React.Ref<HTMLAnchorElement> };

const Card = ({ item, link }: CardProps) => (
  <Link
    className={`card ${item.inStock ? '' : 'card-out'}`}
    to={`/products/${encodeURIComponent(item.slug)}`}
    ref={link ?? null}
    data-testid="product-card"
    data-sku={item.sku}
  >
    <Tile sku={item.sku} name={item.name} />
    <span className="card-name">
      <ProductName name={item.name} />
    </span>
    <span className="card-foot">
      <span className="price">{formatMoney(item.price)}</span>
      <span className={item.inStock ? 'stock' : 'stock stock-out'}>
        {item.inStock ? 'In stock' : 'Sold out'}
      </span>
    </span>
  </Link>
);

const Placeholders = () => (
  <div className="grid" role="status" aria-label="Loading the catalogue">
    {Array.from({ length: 12 }, (_, place) => place).map((place) => (
      <div key={place} className="card card-wait" aria-hidden="true">
        <span className="tile" />
        <span className="card-name" />
      </div>
    ))}
  </div>
);
