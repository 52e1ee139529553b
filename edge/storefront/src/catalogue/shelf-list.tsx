import type { CataloguePage } from '@fondaco/contracts/http/storefront-bff';
import { type ReactNode, useEffect, useRef } from 'react';
import { Failure } from '../page/failure.tsx';
import { Card } from './card.tsx';
import type { Unrolled } from './unrolled-shelf.ts';

type Props = {
  readonly unrolled: Unrolled<CataloguePage>;
  /** What to say when it is empty. */
  readonly empty: ReactNode;
};

/** A shelf with what stands on it, and the way to more. */
export const ShelfList = ({ unrolled, empty }: Props) => {
  const { shelf, current, failure, loading, firstNew, more } = unrolled;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (firstNew >= 0) link.current?.focus({ preventScroll: true });
  }, [firstNew]);

  // What answers another question is no answer to the one that failed.
  const items = failure === null || current ? (shelf?.items ?? []) : [];
  const added = firstNew >= 0 ? items.length - firstNew : 0;
  return (
    <>
      {shelf === null && failure === null && <Placeholders />}
      {current && failure === null && items.length === 0 && empty}
      {items.length > 0 && (
        <ul className="grid" data-testid="catalogue" aria-busy={!current}>
          {items.map((item, index) => (
            <li key={item.slug}>
              <Card item={item} {...(index === firstNew ? { link } : {})} />
            </li>
          ))}
        </ul>
      )}
      {failure !== null && <Failure failure={failure} retry={more} />}
      {current && shelf !== null && shelf.nextCursor !== null && failure === null && (
        <p className="more">
          <button type="button" className="button button-quiet" disabled={loading} onClick={more}>
            {loading ? 'One moment…' : 'Show more'}
          </button>
        </p>
      )}
      <p className="visually-hidden" role="status">
        {added > 0 && `${added} more products`}
      </p>
    </>
  );
};

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
