import type { SearchView } from '@fondaco/contracts/http/storefront-bff';
import { useState } from 'react';
import { Counted } from './counted.tsx';

type Props = {
  readonly name: string;
  /** `count` is null where nobody counted. */
  readonly values: readonly { readonly value: string; readonly count: number | null }[];
  readonly counted: (count: number) => SearchView['total'];
  /** `name=value`, of all groups. */
  readonly chosen: readonly string[];
  readonly onTurn: (facet: string) => void;
};

/** How many values are shown before somebody asks for all. */
const SHORT = 6;

/** An attribute or option with its values: several of them are alternatives. */
export const FacetGroup = ({ name, values, counted, chosen, onTurn }: Props) => {
  const [all, setAll] = useState(false);
  const facetOf = (value: string) => `${name}=${value}`;
  const shown = all
    ? values
    : values.filter(({ value }, at) => at < SHORT || chosen.includes(facetOf(value)));
  return (
    <fieldset className="facet">
      <legend className="facet-name">{name}</legend>
      {shown.map(({ value, count }) => (
        <label className="facet-value" key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(facetOf(value))}
            onChange={() => onTurn(facetOf(value))}
          />
          <span>{value}</span>
          {count !== null && <Counted {...counted(count)} />}
        </label>
      ))}
      {shown.length < values.length && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          All {values.length}
          <span className="visually-hidden"> of {name}</span>
        </button>
      )}
    </fieldset>
  );
};
