const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

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

/** Decimal places of a currency's minor unit: 2 for GBP, 0 for JPY. Undefined for what is no currency. */
export const minorUnitExponent = (currency: string): number | undefined =>
  KNOWN.has(currency) ? (EXPONENTS.get(currency) ?? 2) : undefined;
