import { eventually } from '@fondaco/chassis/testing';
import { ARTICLES, type FaultRun, type Scene } from '../run.ts';
import type { Till } from '../till.ts';
import { PATIENCE, type PlantedBug } from './hunt.ts';

const PLENTIFUL = ARTICLES.slice(0, 8);
const SCARCE = ARTICLES.slice(8);
const SCARCE_UNITS = 3;
const SEASON_SECONDS = 3;
const ENOUGH_ARTICLES = 5;
const ENOUGH_ORDERS = 4;

/** Half of the shoppers want the same article in the same moment, and another one some time later. */
export const seasons = {
  stockOf: (position) => (position < PLENTIFUL.length ? 1_000_000 : SCARCE_UNITS),
  wanted: (shopper) => {
    const season = Math.floor(performance.now() / 1_000 / SEASON_SECONDS) % SCARCE.length;
    return shopper % 2 === 0 ? PLENTIFUL : SCARCE.slice(season, season + 1);
  },
} satisfies Partial<FaultRun>;

/** Waits until several articles have been ordered more often than there are units of them, each within a season. */
const hunt = async ({ till }: Scene): Promise<void> => {
  await eventually(() => {
    const wanted = SCARCE.filter(({ sku }) => ordersOf(till, sku) >= ENOUGH_ORDERS).length;
    if (wanted < ENOUGH_ARTICLES)
      throw new Error(`${wanted} of ${ENOUGH_ARTICLES} articles were fought over`);
  }, PATIENCE);
};

const ordersOf = ({ intents }: Till, sku: string): number =>
  intents.filter(({ acknowledged, lines }) => acknowledged && lines.some((line) => line.sku === sku)).length;

export const reservationWithoutLock: PlantedBug = {
  patch: 'reservation-without-lock',
  what: 'stock is reserved without a lock',
  verdict: 'oversold',
  evidence: /\d+ sold of \d+/,
  hunt,
};
