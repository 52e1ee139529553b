import type { SearchView } from '@fondaco/contracts/http/storefront-bff';
import { useEffect, useId, useState } from 'react';
import { formatMoney, inMajorUnits, minorUnits } from '../page/money.ts';
import type { Choice } from './choice.ts';

type Props = {
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  readonly currency: string;
  /** What there is, where it was looked up. */
  readonly range: SearchView['facets']['price'];
};

export const PriceFilter = ({ choice, onChoose, currency, range }: Props) => {
  const id = useId();
  const typed = (minor: number | null) =>
    minor === null ? '' : inMajorUnits({ amountMinor: minor, currency });
  const [chosenFrom, chosenTo] = [typed(choice.priceFrom), typed(choice.priceTo)];
  const [from, setFrom] = useState(chosenFrom);
  const [to, setTo] = useState(chosenTo);
  const [wrong, setWrong] = useState('');
  useEffect(() => setFrom(chosenFrom), [chosenFrom]);
  useEffect(() => setTo(chosenTo), [chosenTo]);

  const apply = () => {
    const [priceFrom, priceTo] = [from, to].map((text) =>
      text.trim() === '' ? null : (minorUnits(text, currency) ?? undefined),
    );
    if (priceFrom === undefined || priceTo === undefined) {
      setWrong('Amounts look like 4 or 4.25.');
      return;
    }
    if (priceFrom !== null && priceTo !== null && priceFrom > priceTo) {
      setWrong('The first amount is the lower one.');
      return;
    }
    setWrong('');
    onChoose({ ...choice, priceFrom, priceTo });
  };

  const field = (label: string, text: string, take: (text: string) => void) => (
    <label>
      <span className="visually-hidden">
        {label} ({currency})
      </span>
      <input
        inputMode="decimal"
        autoComplete="off"
        maxLength={13}
        placeholder={label}
        value={text}
        aria-invalid={wrong !== ''}
        aria-describedby={wrong === '' ? undefined : id}
        onChange={(event) => take(event.target.value)}
      />
    </label>
  );

  return (
    <form
      className="facet"
      aria-label="Price"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <h2 className="facet-name">Price</h2>
      <div className="price-range">
        {field('From', from, setFrom)}
        {field('To', to, setTo)}
        <button type="submit" className="button button-quiet">
          Go
        </button>
      </div>
      {wrong !== '' && (
        <p className="field-wrong" id={id} role="status">
          {wrong}
        </p>
      )}
      {wrong === '' && range !== null && (
        <p className="hint">
          There is something from {formatMoney(range.from)} to {formatMoney(range.to)}.
        </p>
      )}
    </form>
  );
};
