import { useEffect, useId, useState } from 'react';
import { MAX_QUANTITY, quantityFrom } from '../basket/basket.ts';

type Props = {
  readonly label: string;
  /** Whether the label is for screen readers only. */
  readonly quiet?: boolean;
  readonly quantity: number;
  /** Gets whole numbers from 1 on, nothing else. */
  readonly onChange: (quantity: number) => void;
};

export const QuantityField = ({ label, quiet, quantity, onChange }: Props) => {
  const id = useId();
  const [text, setText] = useState(String(quantity));
  useEffect(() => setText(String(quantity)), [quantity]);
  const wrong = quantityFrom(text) === null;

  const take = (typed: string) => {
    setText(typed);
    const wanted = quantityFrom(typed);
    if (wanted !== null && wanted !== quantity) onChange(wanted);
  };

  return (
    <div className="quantity">
      <label htmlFor={id} className={quiet ? 'visually-hidden' : undefined}>
        {label}
      </label>
      <div className="stepper">
        <button
          type="button"
          aria-label={`One less: ${label}`}
          disabled={quantity <= 1}
          onClick={() => onChange(quantity - 1)}
        >
          −
        </button>
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          value={text}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => take(event.target.value)}
          onBlur={() => wrong && setText(String(quantity))}
        />
        <button
          type="button"
          aria-label={`One more: ${label}`}
          disabled={quantity >= MAX_QUANTITY}
          onClick={() => onChange(quantity + 1)}
        >
          +
        </button>
      </div>
      {wrong && (
        <p className="field-wrong" id={`${id}-wrong`} role="status">
          A whole number from 1 to {MAX_QUANTITY.toLocaleString('en-GB')}
        </p>
      )}
    </div>
  );
};
