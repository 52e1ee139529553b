import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fondaco/chassis/testing';
import { controlClient } from '../../platform/local/control/client.ts';
import { openDatabase } from '../system/database.ts';
import { countMails } from '../system/mailbox.ts';
import { type Shopper, shopperOf } from '../system/shopper.ts';
import type { System } from '../system/system.ts';
import { articles, type CheckoutLoad, type Customer, createCheckoutLoad } from './checkout-load.ts';
import { type CpuUse, cpuBetween, cpuNow } from './cpu.ts';
import { percentile } from './statistics.ts';

const CUSTOMERS = 20;
const WARM_UP_MS = 10_000;

export type CheckoutFigures = {
  /** Confirmed orders a second over the whole of the measurement, closed loop. */
  readonly highestRate: number;
  readonly measuredSeconds: number;
  /** CPU-milliseconds for each confirmed order, by process. */
  readonly cpuPerOrder: Readonly<Record<string, number>>;
  /** At half of the highest rate, open loop; milliseconds. */
  readonly halfRate: number;
  readonly cpuPerOrderAtHalf: Readonly<Record<string, number>>;
  /** How late the load generator was itself; it is part of what follows. */
  readonly begunLateP99: number;
  readonly acknowledgedP50: number;
  readonly acknowledgedP99: number;
  readonly confirmedP50: number;
  readonly confirmedP99: number;
  /** Seconds after the last confirmation until every mail was in its mailbox. */
  readonly mailsAfterSeconds: number;
  readonly mailsMissing: number;
  readonly failures: number;
};

/** Pays through the sandbox provider, and mails: the whole process, on a system that is up. */
export const measureCheckout = async (
  system: System,
  options: { readonly atOnce: number; readonly seconds: number; readonly report: (line: string) => void },
): Promise<CheckoutFigures> => {
  const { report } = options;
  const bench = await prepareCheckout(system);
  const { load } = bench;
  try {
    report(`warming up, ${options.atOnce} checkouts at once`);
    await load.closed(options.atOnce, WARM_UP_MS);

    report(`highest rate, ${options.seconds} s`);
    const highest = await measureCpu(bench, () => load.closed(options.atOnce, options.seconds * 1_000));
    const highestRate = highest.confirmed / highest.seconds;
    const mailsAfterSeconds = await bench.mailsArrive();

    const halfRate = highestRate / 2;
    report(`half of it, open loop, ${options.seconds} s`);
    const begun = load.checkouts.length;
    const half = await measureCpu(bench, () => load.open(halfRate, options.seconds * 1_000));
    await bench.mailsArrive();
    const measured = load.checkouts.slice(begun);
    const acknowledged = measured.flatMap((one) =>
      one.acknowledged === null ? [] : [one.acknowledged - one.due],
    );
    const decided = measured.flatMap((one) =>
      one.acknowledged === null || one.confirmed === null ? [] : [one.confirmed - one.acknowledged],
    );
    return {
      highestRate,
      measuredSeconds: highest.seconds,
      cpuPerOrder: highest.cpuPerOrder,
      halfRate,
      cpuPerOrderAtHalf: half.cpuPerOrder,
      begunLateP99: percentile(
        measured.map((one) => one.begun - one.due),
        0.99,
      ),
      acknowledgedP50: percentile(acknowledged, 0.5),
      acknowledgedP99: percentile(acknowledged, 0.99),
      confirmedP50: percentile(decided, 0.5),
      confirmedP99: percentile(decided, 0.99),
      mailsAfterSeconds,
      mailsMissing: load.checkouts.filter((one) => one.confirmed !== null).length - (await bench.mails()),
      failures: load.failures(),
    };
  } finally {
    await bench.close();
  }
};

/** What every process used during `run` for each order that was confirmed in that time. */
const measureCpu = async (bench: CheckoutBench, run: () => Promise<void>) => {
  const before = await bench.cpu();
  const from = Date.now();
  await run();
  const to = Date.now();
  const cpu = cpuBetween(before, await bench.cpu());
  const confirmed = bench.load.checkouts.filter(
    (one) => one.confirmed !== null && one.confirmed >= from && one.confirmed <= to,
  ).length;
  return {
    confirmed,
    seconds: (to - from) / 1_000,
    cpuPerOrder: Object.fromEntries([...cpu].map(([name, used]) => [name, used / confirmed])),
  };
};

export type CheckoutBench = {
  readonly load: CheckoutLoad;
  cpu(): Promise<CpuUse>;
  /** Mails about confirmed orders that are in their mailboxes. */
  mails(): Promise<number>;
  /** Resolves with the seconds that it took until there was one for every confirmed order. */
  mailsArrive(): Promise<number>;
  close(): Promise<void>;
};

/** Articles, customers, and eyes on what happens. */
export const prepareCheckout = async (system: System): Promise<CheckoutBench> => {
  const file = join(tmpdir(), `fondaco-load-${system.port}.csv`);
  await writeFile(file, articles());
  const imported = await system.fondaco('import', 'products', file, '--json');
  if (imported.code !== 0) throw new Error(imported.stderr);
  const shopper = await shopperOf(system);
  const database = await openDatabase(system, 'orders');
  const load = createCheckoutLoad({ database, shopper, customers: await register(shopper) });
  const control = controlClient({
    paths: system.paths,
    address: system.addresses.control,
    port: system.port,
  });
  const mails = () => countMails(system, 'confirmed');
  return {
    load,
    cpu: async () => cpuNow(await control.status()),
    mails,
    mailsArrive: async () => {
      const began = performance.now();
      const wanted = load.checkouts.filter((one) => one.confirmed !== null).length;
      await eventually(
        async () => {
          const arrived = await mails();
          if (arrived < wanted) throw new Error(`${arrived} of ${wanted} mails have arrived`);
        },
        { within: 120_000 },
      );
      return (performance.now() - began) / 1_000;
    },
    close: async () => {
      await load.stop();
      await database.close();
      await shopper.close();
    },
  };
};

const register = async (shopper: Shopper): Promise<Customer[]> => {
  const customers: Customer[] = [];
  for (let n = 0; n < CUSTOMERS; n++) {
    const { user, accessToken } = await shopper.register();
    customers.push({ userId: user.userId, token: accessToken });
  }
  return customers;
};
