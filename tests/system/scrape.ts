import { request } from 'undici';
import type { Address } from '../../platform/addresses.ts';

export type Sample = {
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};
export type Scrape = {
  readonly text: string;
  /** By metric, without `_total`: what kind it is. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
};

/** What a process says on `/metrics`. */
export const scrape = async ({ host, port }: Address): Promise<Scrape> => {
  const answer = await request(`http://${host}:${port}/metrics`);
  return parseMetrics(await answer.body.text());
};

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*?)\})? (\S+)(?: # .*)?$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export const parseMetrics = (text: string): Scrape => {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) types.set(name, type);
    const [, series, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (series === undefined || line.startsWith('#')) continue;
    samples.push({
      series,
      labels: Object.fromEntries(
        [...labels.matchAll(LABEL)].map(([, label = '', given = '']) => [label, given]),
      ),
      value: Number(value),
    });
  }
  return { text, types, samples };
};
