import type { Unit } from '@fondaco/contracts/http/backoffice-bff';

/** What stands where a value would, had there been one. */
export const NO_VALUE = '–';

/** Three digits that count, or as many decimals as are asked for; thousands in groups. */
const digits = (value: number, decimals?: number): string => {
  const most = decimals ?? (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  return value.toLocaleString('en-GB', {
    maximumFractionDigits: most,
    minimumFractionDigits: decimals ?? 0,
  });
};

type Scale = readonly (readonly [from: number, divisor: number, suffix: string])[];

const scaled = (value: number, scale: Scale, decimals?: number): string => {
  const [, divisor, suffix] = scale.find(([from]) => Math.abs(value) >= from) ?? [0, 1, ''];
  return `${digits(value / divisor, decimals)}${suffix}`;
};

const TIMES: Scale = [
  [86_400, 86_400, ' d'],
  [7_200, 3_600, ' h'],
  [120, 60, ' min'],
  [1, 1, ' s'],
  [0.001, 0.001, ' ms'],
  [0.000_001, 0.000_001, ' µs'],
  [0, 1, ' s'],
];
const BYTES: Scale = [
  [1e12, 1e12, ' TB'],
  [1e9, 1e9, ' GB'],
  [1e6, 1e6, ' MB'],
  [1e3, 1e3, ' kB'],
  [0, 1, ' B'],
];
const COUNTS: Scale = [
  [1e9, 1e9, ' G'],
  [1e6, 1e6, ' M'],
  [1e4, 1e3, ' k'],
  [0, 1, ''],
];

const UNITS: Readonly<Record<Unit, (value: number, decimals?: number) => string>> = {
  s: (value, decimals) => scaled(value, TIMES, decimals),
  bytes: (value, decimals) => scaled(value, BYTES, decimals),
  Bps: (value, decimals) => `${scaled(value, BYTES, decimals)}/s`,
  percentunit: (value, decimals) => `${digits(value * 100, decimals)} %`,
  reqps: (value, decimals) => `${scaled(value, COUNTS, decimals)}/s`,
  ops: (value, decimals) => `${scaled(value, COUNTS, decimals)}/s`,
  short: (value, decimals) => scaled(value, COUNTS, decimals),
};

/** A value as people read it: `24 ms`, `1.2 GB`, `0.3 %`. */
export const formatted = (
  value: number | null | undefined,
  unit: Unit = 'short',
  decimals?: number,
): string => (value == null ? NO_VALUE : UNITS[unit](value, decimals));
