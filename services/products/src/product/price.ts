export type PriceMistake = 'invalid-price' | 'price-not-positive' | 'price-below-minor-unit';

export type ReadPrice = { readonly minor: number } | { readonly mistake: PriceMistake };

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads a decimal number as a positive amount in minor units, digit by digit: a price never passes
 * through a floating-point number. `exponent` is the currency's number of decimal places. A price with
 * a fraction of a minor unit is refused, never rounded; zeros past the minor unit are no fraction. Without
 * an exponent (an unknown currency) nothing can be said about fractions and the amount is in whole units.
 */
export const readPrice = (text: string, exponent: number | undefined): ReadPrice => {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return { mistake: 'invalid-price' };
  if (sign === '-' || /^0*$/.test(whole + fraction)) return { mistake: 'price-not-positive' };
  if (exponent === undefined) return inRange(whole);
  if (/[1-9]/.test(fraction.slice(exponent))) return { mistake: 'price-below-minor-unit' };
  return inRange(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
};

const inRange = (digits: string): ReadPrice => {
  const minor = Number(digits);
  return Number.isSafeInteger(minor) ? { minor } : { mistake: 'invalid-price' };
};
