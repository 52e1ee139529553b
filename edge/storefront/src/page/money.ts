import type { Money } from '@fondaco/contracts/http/common';

export const LOCALE = 'en-GB';

/** `{ amountMinor: 425, currency: 'GBP' }` → `£4.25`. How many digits are minor is the currency's own. */
export const formatMoney = ({ amountMinor, currency }: Money): string => {
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  return format.format(inMajorUnits({ amountMinor, currency }) as unknown as number);
};

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** `4.25`, as one types it. A decimal string: dividing by 100 would lose pence beyond 2^53 / 100. */
export const inMajorUnits = ({ amountMinor, currency }: Money): string => {
  const digits = digitsOf(currency);
  const padded = String(amountMinor).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  return digits === 0 ? whole : `${whole}.${padded.slice(padded.length - digits)}`;
};

/** What `4.25`, `4,2` or `4` typed as an amount is in minor units. Null when it is none, or too fine. */
export const minorUnits = (typed: string, currency: string): number | null => {
  const parts = /^(\d{1,9})(?:[.,](\d*))?$/.exec(typed.trim());
  const digits = digitsOf(currency);
  const [, whole = '', fraction = ''] = parts ?? [];
  return parts === null || fraction.length > digits ? null : Number(whole + fraction.padEnd(digits, '0'));
};
