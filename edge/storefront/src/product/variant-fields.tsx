import { formatMoney } from '../page/money.ts';
import { optionChoices, type Variant } from './variant-choice.ts';

type Props = {
  readonly variants: readonly Variant[];
  readonly chosen: Variant;
  readonly onChoose: (sku: string) => void;
};

/** By their options, or where those don't tell variants apart, by article. */
export const VariantFields = ({ variants, chosen, onChoose }: Props) => {
  const choices = optionChoices(variants, chosen);
  if (choices === null)
    return variants.length < 2 ? null : (
      <fieldset className="variants">
        <legend>Which one</legend>
        {variants.map(({ sku, price, options }) => (
          <label key={sku}>
            <input type="radio" name="sku" checked={sku === chosen.sku} onChange={() => onChoose(sku)} />
            {[sku, ...Object.values(options)].join(' · ')} · {formatMoney(price)}
          </label>
        ))}
      </fieldset>
    );
  return choices.map(({ name, values }) => (
    <fieldset key={name} className="options">
      <legend className="facet-name">{name}</legend>
      {values.map(({ value, variant, chosen: isChosen }) => (
        <label key={value} className={variant.available > 0 ? 'option' : 'option option-out'}>
          <input
            type="radio"
            className="visually-hidden"
            name={`option ${name}`}
            checked={isChosen}
            onChange={() => onChoose(variant.sku)}
          />
          {value}
          {variant.available === 0 && <span className="visually-hidden"> (sold out)</span>}
        </label>
      ))}
    </fieldset>
  ));
};
