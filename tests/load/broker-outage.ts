import { setTimeout as delay } from 'node:timers/promises';
import { controlClient } from '../../platform/local/control/client.ts';
import type { System } from '../system/system.ts';
import { prepareCheckout } from './checkout.ts';

/** Of the highest rate that is measured first. */
const SHARE = 0.3;
const BEFORE_MS = 5_000;
const AFTER_MS = 5_000;

export type OutageFigures = {
  readonly rate: number;
  readonly outageSeconds: number;
  readonly placed: number;
  readonly placedDuringOutage: number;
  readonly refused: number;
  /** Seconds from the brokers' return until every order was confirmed. */
  readonly recoverySeconds: number;
};

/** All brokers are away for a minute while checkouts go on. */
export const measureOutage = async (
  system: System,
  options: { readonly atOnce: number; readonly seconds: number; readonly report: (line: string) => void },
): Promise<OutageFigures> => {
  const { report } = options;
  const bench = await prepareCheckout(system);
  const control = controlClient({
    paths: system.paths,
    address: system.addresses.control,
    port: system.port,
  });
  const { load } = bench;
  try {
    report('the highest rate');
    await load.closed(options.atOnce, 10_000);
    const warm = load.checkouts.length;
    await load.closed(options.atOnce, 20_000);
    const rate = ((load.checkouts.length - warm) / 20) * SHARE;

    const begun = load.checkouts.length;
    const refusedBefore = load.failures();
    const everyone = load.open(rate, BEFORE_MS + options.seconds * 1_000 + AFTER_MS);
    await delay(BEFORE_MS);
    report(`no brokers for ${options.seconds} s, ${rate.toFixed(0)} orders a second`);
    const from = Date.now();
    await control.stop('kafka');
    await delay(options.seconds * 1_000 - (Date.now() - from));
    await control.start('kafka');
    const back = Date.now();
    report('the brokers are back');
    await everyone;
    const placed = load.checkouts.slice(begun);
    // Those that were placed after the return have to wait their turn behind the others.
    const last = Math.max(...placed.map(({ confirmed }) => confirmed ?? Number.POSITIVE_INFINITY));
    return {
      rate,
      outageSeconds: (back - from) / 1_000,
      placed: placed.length,
      placedDuringOutage: placed.filter(
        ({ acknowledged }) => acknowledged && acknowledged > from && acknowledged < back,
      ).length,
      refused: load.failures() - refusedBefore,
      recoverySeconds: (last - back) / 1_000,
    };
  } finally {
    await bench.close();
  }
};
