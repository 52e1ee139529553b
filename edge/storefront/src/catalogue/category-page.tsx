import { Link, useParams, useSearchParams } from 'react-router';
import { Breadcrumb } from '../page/breadcrumb.tsx';
import { NotFoundPage } from '../page/not-found-page.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { useShop } from '../shop.tsx';
import { above, below, categoryOf } from './category-tree.ts';
import { addressOf, categorySlug, choiceFrom, EVERYTHING, isNarrowed, paramsOf } from './choice.ts';
import { ChosenFilters } from './chosen-filters.tsx';
import { Filters } from './filters.tsx';
import { NothingFound } from './nothing-found.tsx';
import { currencyOf } from './shelf-currency.ts';
import { ShelfList } from './shelf-list.tsx';
import { SortField } from './sort-field.tsx';
import { useUnrolledShelf } from './unrolled-shelf.ts';

export const CategoryPage = () => {
  const { categories } = useShop();
  const { slug: asked = '' } = useParams();
  const slug = categorySlug(asked);
  const unknown = categories !== null && categoryOf(categories, asked) === null;
  return slug === null || unknown ? (
    <NotFoundPage what="category" />
  ) : (
    <CategoryShelf key={slug} slug={slug} />
  );
};

const CategoryShelf = ({ slug }: { readonly slug: string }) => {
  const { bff, categories } = useShop();
  const [params] = useSearchParams();
  const own = new URLSearchParams(params);
  own.delete('q');
  const choice = { ...choiceFrom(own), category: slug };
  const query = paramsOf(choice);
  const unrolled = useUnrolledShelf(`catalogue?${query}`, (cursor, signal) =>
    bff.catalogue(query, cursor, signal),
  );
  const tree = categories ?? [];
  const nameOf = (one: string) => categoryOf(tree, one)?.name ?? one.replaceAll('-', ' ');
  const children = below(tree, slug);
  const currency = currencyOf(unrolled.shelf);
  return (
    <>
      <PageTitle>{nameOf(slug)}</PageTitle>
      <Breadcrumb categories={above(tree, slug)} />
      <h1>{nameOf(slug)}</h1>
      {children.length > 0 && (
        <nav aria-label={`Within ${nameOf(slug)}`}>
          <ul className="chosen">
            {children.map((child) => (
              <li key={child.slug}>
                <Link className="chip" to={addressOf({ ...EVERYTHING, category: child.slug })}>
                  {child.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div className="shelf">
        <Filters choice={choice} found={null} currency={currency} />
        <div>
          <div className="shelf-head">
            <SortField choice={choice} />
          </div>
          <ChosenFilters choice={choice} currency={currency} categoryName={nameOf} />
          <ShelfList
            unrolled={unrolled}
            empty={
              isNarrowed(choice) ? (
                <NothingFound choice={choice} />
              ) : (
                <div className="notice notice-block">
                  <h2>Nothing here at the moment</h2>
                  <p>This shelf is empty. The others are not.</p>
                </div>
              )
            }
          />
        </div>
      </div>
    </>
  );
};
