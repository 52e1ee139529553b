import type { CheckoutRequest, Visitor } from '@fondaco/contracts/http/storefront-bff';
import { useId } from 'react';
import { Field, text } from '../account/field.tsx';
import { COUNTRIES } from './countries.ts';

export type Customer = NonNullable<Visitor['user']>;
type Recipient = Required<Pick<CheckoutRequest, 'email' | 'language' | 'delivery'>>;

type Props = {
  readonly customer: Customer;
  /** What was entered before, to begin with. */
  readonly before: Pick<CheckoutRequest, 'email' | 'delivery'> | null;
};

const NOT_BLANK = String.raw`.*\S.*`;

/** Who gets it, where, and where we write to. */
export const RecipientFields = ({ customer, before }: Props) => {
  const countryId = useId();
  const { email = customer.email, delivery } = before ?? {};
  return (
    <>
      <Field
        label="Name"
        name="name"
        autoComplete="shipping name"
        maxLength={100}
        pattern={NOT_BLANK}
        defaultValue={delivery?.name ?? customer.name}
      />
      <Field
        label="Address"
        name="line1"
        autoComplete="shipping address-line1"
        maxLength={100}
        pattern={NOT_BLANK}
        defaultValue={delivery?.line1}
      />
      <Field
        label="Address, second line (if there is one)"
        name="line2"
        autoComplete="shipping address-line2"
        maxLength={100}
        required={false}
        defaultValue={delivery?.line2}
      />
      <div className="field-row">
        <Field
          label="Postcode (if there is one)"
          name="postcode"
          autoComplete="shipping postal-code"
          maxLength={20}
          required={false}
          defaultValue={delivery?.postcode}
        />
        <Field
          label="City"
          name="city"
          autoComplete="shipping address-level2"
          maxLength={100}
          pattern={NOT_BLANK}
          defaultValue={delivery?.city}
        />
      </div>
      <p className="field">
        <label htmlFor={countryId}>Country</label>
        <select
          id={countryId}
          name="country"
          autoComplete="shipping country-name"
          defaultValue={delivery?.country ?? COUNTRIES[0]}
        >
          {COUNTRIES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </p>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        maxLength={254}
        defaultValue={email}
        hint="We write here when your order is confirmed and when it ships."
      />
    </>
  );
};

/** `locale` is the browser's: mails are written in its language where we speak it. */
export const recipientFrom = (form: FormData, locale: string): Recipient => {
  const value = (name: string) => text(form, name).trim();
  const [line2, postcode] = [value('line2'), value('postcode')];
  return {
    email: value('email'),
    language: /^de\b/i.test(locale) ? 'de' : 'en',
    delivery: {
      name: value('name'),
      line1: value('line1'),
      ...(line2 === '' ? {} : { line2 }),
      ...(postcode === '' ? {} : { postcode }),
      city: value('city'),
      country: value('country'),
    },
  };
};
