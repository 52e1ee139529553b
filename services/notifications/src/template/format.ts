/** ISO 4217. Not from Intl: what is customary to show differs from what can be paid (IQD, LYD). */
const OTHER_THAN_TWO: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(OTHER_THAN_TWO).flatMap(([exponent, codes]) =>
    codes.map((code) => [code, Number(exponent)]),
  ),
);

type Money = { readonly amountMinor: number; readonly currency: string };

export type Format = {
  money(money: Money): string;
  number(value: number): string;
  /** The day, in UTC, of an RFC 3339 time. */
  date(time: string): string;
  /** A country by its ISO 3166 code, as people there write it. */
  country(code: string): string;
};

/** A decimal as text: amounts beyond 2^53 hundredths keep every digit. */
const decimal = (amountMinor: number, exponent: number): `${number}` => {
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const split = digits.length - exponent;
  const sign = amountMinor < 0 ? '-' : '';
  return `${sign}${digits.slice(0, split)}${exponent === 0 ? '' : `.${digits.slice(split)}`}` as `${number}`;
};

/** Numbers, amounts and dates as they are written in `locale`. */
export const createFormat = (locale: string): Format => {
  const numbers = new Intl.NumberFormat(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const moneys = new Map<string, Intl.NumberFormat>();

  const moneyFormat = (currency: string, digits: number): Intl.NumberFormat => {
    const known = moneys.get(currency);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    moneys.set(currency, made);
    return made;
  };

  return {
    money: ({ amountMinor, currency }) => {
      const digits = EXPONENTS.get(currency) ?? 2;
      return moneyFormat(currency, digits).format(decimal(amountMinor, digits));
    },
    number: (value) => numbers.format(value),
    date: (time) => dates.format(new Date(time)),
    country: (code) => (/^[A-Za-z]{2}$/.test(code) ? (countries.of(code.toUpperCase()) ?? code) : code),
  };
};
