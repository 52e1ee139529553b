import { type Background, type Log, repeating } from '@fondaco/chassis/service';

const LOOK_MS = 1_000;

export const priceJob = ({
  applyPrices,
  log,
}: {
  readonly applyPrices: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}): Background => repeating({ name: 'products.apply-prices', everyMs: LOOK_MS, work: applyPrices, log });
