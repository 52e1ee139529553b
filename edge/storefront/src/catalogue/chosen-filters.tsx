import { Link } from 'react-router';
import { formatMoney } from '../page/money.ts';
import { STAY } from '../page/scroll.ts';
import { addressOf, type Choice, withFacetTurned, withoutFilters } from './choice.ts';

type Props = {
  readonly choice: Choice;
  readonly currency: string;
  readonly categoryName: (slug: string) => string;
};

/** What narrows the shelf down, each with the way to take it back. */
export const ChosenFilters = ({ choice, currency, categoryName }: Props) => {
  const chosen = chosenOf(choice, currency, categoryName);
  if (chosen.length === 0) return null;
  return (
    <ul className="chosen" aria-label="Chosen filters">
      {chosen.map(({ label, without }) => (
        <li key={label}>
          <Link className="chip" to={addressOf(without)} state={STAY} onClick={toContent}>
            <span className="visually-hidden">Without </span>
            {label}
            <span aria-hidden="true"> ×</span>
          </Link>
        </li>
      ))}
      {chosen.length > 1 && (
        <li>
          <Link className="chip-all" to={addressOf(withoutFilters(choice))} state={STAY} onClick={toContent}>
            Clear all
          </Link>
        </li>
      )}
    </ul>
  );
};

/** The link goes away with what it takes back: the focus goes to where the page's content begins. */
const toContent = () => document.getElementById('content')?.focus({ preventScroll: true });

type Chosen = { readonly label: string; readonly without: Choice };

const chosenOf = (choice: Choice, currency: string, categoryName: (slug: string) => string): Chosen[] => {
  const { q, category, inStock, facets } = choice;
  const price = priceText(choice, currency);
  return [
    ...(q === '' || category === null
      ? []
      : [{ label: categoryName(category), without: { ...choice, category: null } }]),
    ...(inStock ? [{ label: 'In stock only', without: { ...choice, inStock: false } }] : []),
    ...(price === null ? [] : [{ label: price, without: { ...choice, priceFrom: null, priceTo: null } }]),
    ...facets.map((facet) => ({ label: facet.replace('=', ': '), without: withFacetTurned(choice, facet) })),
  ];
};

const priceText = ({ priceFrom, priceTo }: Choice, currency: string): string | null => {
  const text = (amountMinor: number) => formatMoney({ amountMinor, currency });
  if (priceFrom !== null && priceTo !== null) return `${text(priceFrom)} to ${text(priceTo)}`;
  if (priceFrom !== null) return `From ${text(priceFrom)}`;
  return priceTo === null ? null : `Up to ${text(priceTo)}`;
};
