import { useSearchParams } from 'react-router';
import { categoryOf } from '../catalogue/category-tree.ts';
import { type Choice, choiceFrom, paramsOf } from '../catalogue/choice.ts';
import { ChosenFilters } from '../catalogue/chosen-filters.tsx';
import { productsText } from '../catalogue/count.ts';
import { Filters } from '../catalogue/filters.tsx';
import { NothingFound } from '../catalogue/nothing-found.tsx';
import { currencyOf } from '../catalogue/shelf-currency.ts';
import { ShelfList } from '../catalogue/shelf-list.tsx';
import { SortField } from '../catalogue/sort-field.tsx';
import { useUnrolledShelf } from '../catalogue/unrolled-shelf.ts';
import { PageTitle } from '../page/page-title.tsx';
import { useShop } from '../shop.tsx';

export const SearchPage = () => {
  const [params] = useSearchParams();
  const choice = choiceFrom(params);
  if (choice.q === '') return <NothingAsked />;
  return <Results key={choice.q} choice={choice} />;
};

const NothingAsked = () => (
  <>
    <PageTitle>Search</PageTitle>
    <h1>Search</h1>
    <p>Say in the field above what you are looking for.</p>
  </>
);

const Results = ({ choice }: { readonly choice: Choice }) => {
  const { bff, categories } = useShop();
  const query = paramsOf(choice);
  const unrolled = useUnrolledShelf(`search?${query}`, (cursor, signal) => bff.search(query, cursor, signal));
  const found = unrolled.shelf;
  const currency = currencyOf(found);
  const categoryName = (slug: string) =>
    categoryOf(categories ?? [], slug)?.name ??
    found?.facets.categories.find((category) => category.slug === slug)?.name ??
    slug;
  const answered = found !== null && unrolled.current;
  return (
    <>
      <PageTitle>{`Search for ${choice.q}`}</PageTitle>
      <h1 className="searched">Results for “{found?.corrected ?? choice.q}”</h1>
      {found?.corrected && (
        <p className="under-title" data-testid="corrected">
          Nothing is called “{choice.q}”. We searched for <strong>{found.corrected}</strong> instead.
        </p>
      )}
      <div className="shelf">
        <Filters choice={choice} found={found} currency={currency} />
        <div>
          <div className="shelf-head">
            <p role="status" data-testid="total">
              {answered && productsText(found.total)}
            </p>
            <SortField choice={choice} />
          </div>
          <ChosenFilters choice={choice} currency={currency} categoryName={categoryName} />
          <ShelfList unrolled={unrolled} empty={<NothingFound choice={choice} />} />
        </div>
      </div>
    </>
  );
};
