import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { percentile } from '../statistics.ts';
import type { Shop } from './products-alone.ts';
import { createRequestLoad, type RequestLoad } from './request-load.ts';

export type ReadOptions = {
  /** So many requests at once where the highest rate is looked for. */
  readonly atOnce: number;
  /** Of an open loop. Closed loops take a quarter of it. */
  readonly seconds: number;
  readonly report: (line: string) => void;
};

/** Rates are requests a second; `p50` and `p99` are milliseconds at half of the highest rate, open loop. */
export type ReadFigures = {
  readonly p50: number;
  readonly p99: number;
  readonly highestRate: number;
  readonly halfRate: number;
  readonly failures: number;
};

const WARM_UP_MS = 3_000;
const ROUNDS = 5;
const turnOf = ({ seconds }: ReadOptions): number => (seconds * 1_000) / 4;

const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);

const warmUp = async (load: RequestLoad, paths: readonly string[]): Promise<void> => {
  await load.closed(paths, WARM_UP_MS);
};

export const measureReads = async (
  shop: Shop,
  paths: readonly string[],
  options: ReadOptions,
): Promise<ReadFigures> => {
  const load = await createRequestLoad(shop.url, options.atOnce);
  try {
    await warmUp(load, paths);
    const highestRate = await load.closed(paths, turnOf(options));
    const took = await load.open(paths, highestRate / 2, options.seconds * 1_000);
    return {
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
      highestRate,
      halfRate: highestRate / 2,
      failures: load.failures(),
    };
  } finally {
    load.close();
  }
};

/** How many times as long it takes in the large shop as in the small one: medians of the rounds' own. */
export type Growth = {
  /** Of a request, at the highest rates. */
  readonly time: number;
  readonly p50: number;
  readonly p99: number;
};

type Reading = { readonly shop: Shop; readonly paths: readonly string[] };

/** Turn by turn; then again turn by turn at one rate, half of what the large shop sustains. */
export const measureGrowth = async (
  small: Reading,
  large: Reading,
  options: ReadOptions,
): Promise<Growth> => {
  const loads = await Promise.all(
    [small, large].map(async ({ shop, paths }) => ({
      load: await createRequestLoad(shop.url, options.atOnce),
      paths,
    })),
  );
  const both = <T>(run: (load: RequestLoad, paths: readonly string[]) => Promise<T>): Promise<[T, T]> =>
    inTurn(
      loads.map(
        ({ load, paths }) =>
          () =>
            run(load, paths),
      ),
    );
  try {
    await both(warmUp);
    const rounds: { small: number; large: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [one, other] = await both((load, paths) => load.closed(paths, turnOf(options) / ROUNDS));
      rounds.push({ small: one, large: other });
    }
    const rate = median(rounds.map((round) => round.large)) / 2;
    const took: { small: number[]; large: number[] }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const turn = (options.seconds * 1_000) / ROUNDS;
      const [one, other] = await both((load, paths) => load.open(paths, rate, turn));
      took.push({ small: one, large: other });
    }
    const growth = (share: number): number =>
      median(took.map(({ small, large }) => percentile(large, share) / percentile(small, share)));
    return {
      time: median(rounds.map((round) => round.small / round.large)),
      p50: growth(0.5),
      p99: growth(0.99),
    };
  } finally {
    for (const { load } of loads) load.close();
  }
};

const inTurn = async <T>(runs: readonly (() => Promise<T>)[]): Promise<[T, T]> => {
  const [first, second] = runs;
  if (!first || !second) throw new Error('two are compared');
  return [await first(), await second()];
};

/** Requests a second, medians; `ratio` is the median of the rounds' own: what else the machine does weighs on both. */
export type RawRatio = { readonly service: number; readonly raw: number; readonly ratio: number };

/** The service against the same statements behind bare Fastify, turn by turn on the same database. */
export const measureRawReads = async (
  { shop, paths }: Reading,
  rawOrigin: string,
  options: ReadOptions,
): Promise<RawRatio> => {
  const ours = await createRequestLoad(shop.url, options.atOnce);
  const theirs = await createRequestLoad(rawOrigin, options.atOnce);
  try {
    await warmUp(ours, paths);
    await warmUp(theirs, paths);
    const rounds: { service: number; raw: number }[] = [];
    const turn = turnOf(options) / 2;
    for (let round = 1; round <= ROUNDS; round++) {
      const first = round % 2 === 0 ? await theirs.closed(paths, turn) : null;
      const service = await ours.closed(paths, turn);
      const raw = first ?? (await theirs.closed(paths, turn));
      rounds.push({ service, raw });
      options.report(`  round ${round}: service ${service.toFixed(0)}/s, raw ${raw.toFixed(0)}/s`);
    }
    if (theirs.failures() > 0) throw new Error('the raw server did not answer what it was asked');
    return {
      service: median(rounds.map((round) => round.service)),
      raw: median(rounds.map((round) => round.raw)),
      ratio: median(rounds.map((round) => round.service / round.raw)),
    };
  } finally {
    ours.close();
    theirs.close();
  }
};

/** The raw server as a process of its own, on the database of the shop. */
export const startRawServer = async (
  shop: Shop,
): Promise<{ readonly origin: string; readonly stop: () => void }> => {
  const raw = spawn(process.execPath, [fileURLToPath(new URL('./raw-reads.ts', import.meta.url))], {
    env: { ...process.env, DATABASE_URL: shop.database.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = once(raw.stdout, 'data') as Promise<[Buffer]>;
  const ended = once(raw, 'exit').then(() => Promise.reject(new Error('the raw server did not start')));
  const [origin] = await Promise.race([line, ended]);
  ended.catch(() => undefined);
  return { origin: origin.toString('utf8').trim(), stop: () => raw.kill('SIGKILL') };
};
