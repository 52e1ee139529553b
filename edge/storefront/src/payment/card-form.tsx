import type { Money } from '@fondaco/contracts/http/common';
import { Field, text } from '../account/field.tsx';
import { FormFailure } from '../page/failure.tsx';
import { formatMoney } from '../page/money.ts';
import type { Paying } from './paying.ts';

type Props = { readonly amount: Money; readonly paying: Paying };

/** A card's fields. What is entered goes to the provider and is kept nowhere. */
export const CardForm = ({ amount, paying }: Props) => {
  const { busy, failure, refused } = paying;
  const wrong = (field: string) => (refused?.field === field ? refused.message : undefined);
  return (
    <form
      aria-label="Card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        paying.pay({ number: text(form, 'number'), expiry: text(form, 'expiry'), cvc: text(form, 'cvc') });
      }}
    >
      {refused === null && <FormFailure failure={failure} />}
      <Field
        label="Card number"
        name="number"
        inputMode="numeric"
        autoComplete="cc-number"
        maxLength={30}
        wrong={wrong('number')}
      />
      <div className="field-row">
        <Field
          label="Expires"
          name="expiry"
          inputMode="numeric"
          autoComplete="cc-exp"
          placeholder="MM/YY"
          maxLength={9}
          wrong={wrong('expiry')}
        />
        <Field
          label="Security code"
          name="cvc"
          inputMode="numeric"
          autoComplete="cc-csc"
          maxLength={4}
          wrong={wrong('cvc')}
        />
      </div>
      <button type="submit" className="button button-wide" disabled={busy}>
        {busy ? 'Paying…' : `Pay ${formatMoney(amount)}`}
      </button>
      <p className="hint">
        The card goes straight to the payment provider; we never see its number. This shop’s provider is a
        sandbox: pay with 4242 4242 4242 4242, a date to come and any three digits.
      </p>
    </form>
  );
};
