import type { SearchView } from '@fondaco/contracts/http/storefront-bff';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { STAY } from '../page/scroll.ts';
import { useShop } from '../shop.tsx';
import { nested } from './category-tree.ts';
import { addressOf, type Choice, withFacetTurned } from './choice.ts';
import { useChoosing } from './choosing.ts';
import { Counted } from './counted.tsx';
import { FacetGroup } from './facet-group.tsx';
import { PriceFilter } from './price-filter.tsx';

type Props = {
  readonly choice: Choice;
  /** Null where nobody counted: in a category one looks around, and what there is to choose is not known. */
  readonly found: Pick<SearchView, 'facets' | 'total'> | null;
  readonly currency: string;
};

/** What the shelf can be narrowed down by. All of it stands in the address; nothing is lost by leaving the page. */
export const Filters = ({ choice: asked, found, currency }: Props) => {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { categories } = useShop();
  const { shown: choice, choose } = useChoosing(asked);
  const counted = (count: number) => ({ count, more: found?.total.more ?? false });
  return (
    <aside className="filters" aria-label="Filters">
      <button
        type="button"
        className="button button-quiet filters-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide filters' : 'Filters'}
      </button>
      <div id={id} className={open ? 'filters-body' : 'filters-body filters-closed'}>
        {choice.q !== '' && found !== null && found.facets.categories.length > 0 && (
          <section className="facet">
            <h2 className="facet-name">Category</h2>
            <ul>
              {nested(found.facets.categories, categories ?? []).map(
                ({ entry: { slug, name, count }, depth }) => {
                  const chosen = slug === choice.category;
                  return (
                    <li key={slug}>
                      <Link
                        to={addressOf({ ...choice, category: chosen ? null : slug })}
                        state={STAY}
                        className="facet-link"
                        data-depth={depth}
                        aria-current={chosen ? 'true' : undefined}
                      >
                        {name} <Counted {...counted(count)} />
                      </Link>
                    </li>
                  );
                },
              )}
            </ul>
          </section>
        )}
        <fieldset className="facet">
          <legend className="facet-name">Availability</legend>
          <label className="facet-value">
            <input
              type="checkbox"
              checked={choice.inStock}
              onChange={() => choose({ ...choice, inStock: !choice.inStock })}
            />
            <span>In stock only</span>
            {found !== null && <Counted {...counted(found.facets.inStock)} />}
          </label>
        </fieldset>
        <PriceFilter
          choice={choice}
          onChoose={choose}
          currency={currency}
          range={found?.facets.price ?? null}
        />
        {groupsOf(choice, found).map(({ name, values }) => (
          <FacetGroup
            key={name}
            name={name}
            values={values}
            counted={counted}
            chosen={choice.facets}
            onTurn={(facet) => choose(withFacetTurned(choice, facet))}
          />
        ))}
      </div>
    </aside>
  );
};

type Group = { readonly name: string; readonly values: readonly { value: string; count: number | null }[] };

/** What is chosen can be taken back, also where nothing of it was counted. */
const groupsOf = (choice: Choice, found: Props['found']): Group[] => {
  const groups = new Map<string, { value: string; count: number | null }[]>(
    (found?.facets.properties ?? []).map(({ name, values }) => [name, [...values]]),
  );
  for (const facet of choice.facets) {
    const name = facet.slice(0, facet.indexOf('='));
    const value = facet.slice(name.length + 1);
    const values = groups.get(name) ?? [];
    if (!values.some((one) => one.value === value)) groups.set(name, [...values, { value, count: null }]);
  }
  return [...groups].map(([name, values]) => ({ name, values }));
};
