import type { Money } from '@fondaco/contracts/http/common';

export const LOCALE = 'en-GB';

/** `{ amountMinor: 425, currency: 'GBP' }` → `£4.25`. How many digits are minor is the currency's own. */
export const formatMoney = ({ amountMinor, currency }: Money): string => {
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  // As a decimal string: dividing by 100 would lose pence beyond 2^53 / 100.
  const padded = String(amountMinor).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const fraction = padded.slice(padded.length - digits);
  return format.format((digits === 0 ? whole : `${whole}.${fraction}`) as unknown as number);
};
