import { useSearchParams } from 'react-router';
import { useShop } from '../shop.tsx';
import { choiceFrom, EVERYTHING, paramsOf } from './choice.ts';
import { ShelfList } from './shelf-list.tsx';
import { SortField } from './sort-field.tsx';
import { useUnrolledShelf } from './unrolled-shelf.ts';

export const CataloguePage = () => {
  const { bff } = useShop();
  const [params] = useSearchParams();
  const choice = {
    ...EVERYTHING,
    sort: choiceFrom(new URLSearchParams({ sort: params.get('sort') ?? '' })).sort,
  };
  const query = paramsOf(choice);
  const unrolled = useUnrolledShelf(`catalogue?${query}`, (cursor, signal) =>
    bff.catalogue(query, cursor, signal),
  );
  return (
    <>
      <title>Fondaco: gifts and things for the house</title>
      <div className="opening">
        <h1>Gifts and things for the house</h1>
        <p>Lanterns and lunch boxes, bunting and tea cups: everything on the shelf, at today’s price.</p>
      </div>
      <div className="shelf-head">
        <SortField choice={choice} />
      </div>
      <ShelfList
        unrolled={unrolled}
        empty={
          <div className="notice notice-block">
            <h2>The shelves are still empty</h2>
            <p>Nothing is for sale yet. Come back a little later.</p>
          </div>
        }
      />
    </>
  );
};
