import { join } from 'node:path';
import { Pool } from 'undici';
import { controlClient } from '../../platform/local/control/client.ts';
import { startSpanCollector } from '../system/span-collector.ts';
import { type System, startSystem } from '../system/system.ts';
import { type CheckoutBench, prepareCheckout } from './checkout.ts';
import { type CpuUse, cpuBetween, cpuNow } from './cpu.ts';
import { percentile } from './statistics.ts';

const PAIRS = 10;
const ORDERS_PER_SECOND = 12;
const READS_AT_ONCE = 16;
const WARM_UP_MS = 8_000;

/** CPU-milliseconds of the services. `cost` is the median over the pairs of what each pair's with takes more. */
export type CostFigure = { readonly with: number; readonly without: number; readonly cost: number };
export type TelemetryFigures = { readonly perOrder: CostFigure; readonly perRequest: CostFigure };

const OURS = /^(users|products|orders|payments|notifications|(storefront|backoffice)-bff)-\d+$/;

/**
 * The same load, turn by turn, on a system as it comes that records one in ten traces, and on one whose services
 * measure nothing and know of no traces. Both write their logs, the latter without ids.
 */
export const measureTelemetry = async (options: {
  readonly port: number;
  readonly secondsPerTurn: number;
  readonly report: (line: string) => void;
}): Promise<TelemetryFigures> => {
  const { port, report, secondsPerTurn } = options;
  const collector = await startSpanCollector();
  const silent = `--import=${join(import.meta.dirname, 'without-telemetry.ts')}`;
  const systems = [
    { port, args: ['--set', `all.OTLP_ENDPOINT=${collector.endpoint}`] },
    { port: port + 500, args: ['--set', `all.NODE_OPTIONS=${silent}`] },
  ];
  const started: Contestant[] = [];
  try {
    for (const { port: at, args } of systems) {
      started.push(await contestant(await startSystem({ port: at, args: ['--fresh', ...args] })));
    }
    const [traced, bare] = started;
    if (!traced || !bare) throw new Error('two systems are needed');
    for (const one of started) await one.orders(WARM_UP_MS);

    const perOrder = await compare(
      traced,
      bare,
      (one) => one.orders(secondsPerTurn * 1_000),
      (line) => report(`order    ${line}`),
    );
    const perRequest = await compare(
      traced,
      bare,
      (one) => one.reads(secondsPerTurn * 500),
      (line) => report(`request  ${line}`),
      // Two processes of the same code may differ by a fifth for as long as they live.
      async () => {
        for (const one of started) await one.renew();
      },
    );
    return { perOrder, perRequest };
  } finally {
    for (const one of started) await one.close();
    await collector.close();
  }
};

type Contestant = Awaited<ReturnType<typeof contestant>>;

/** One system under load. Both loads answer CPU-milliseconds of the services: for each order, for each request. */
const contestant = async (system: System) => {
  const bench: CheckoutBench = await prepareCheckout(system);
  const control = controlClient({
    paths: system.paths,
    address: system.addresses.control,
    port: system.port,
  });
  const { host, port } = system.addresses.replicas.products?.[0]?.http ?? { host: '', port: 0 };
  const pool = new Pool(`http://${host}:${port}`, { connections: READS_AT_ONCE });
  const cpu = async (): Promise<CpuUse> => cpuNow(await control.status());
  const used = async (ours: RegExp, load: () => Promise<number>): Promise<number> => {
    const before = await cpu();
    const done = await load();
    const between = cpuBetween(before, await cpu());
    const total = [...between].filter(([name]) => ours.test(name)).reduce((sum, [, ms]) => sum + ms, 0);
    return total / done;
  };
  const read = async (): Promise<void> => {
    const answer = await pool.request({ method: 'GET', path: '/v1/products?limit=1' });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`products answered ${answer.statusCode}`);
  };
  const readFor = async (milliseconds: number): Promise<number> => {
    const until = performance.now() + milliseconds;
    let reads = 0;
    const reader = async (): Promise<void> => {
      while (performance.now() < until) {
        await read();
        reads += 1;
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, reader));
    return reads;
  };
  return {
    orders: (milliseconds: number) =>
      used(OURS, async () => {
        const begun = bench.load.checkouts.length;
        await bench.load.open(ORDERS_PER_SECOND, milliseconds);
        await bench.mailsArrive();
        if (bench.load.failures() > 0) throw new Error(`${bench.load.failures()} checkouts failed`);
        return bench.load.checkouts.length - begun;
      }),
    reads: (milliseconds: number) => used(/^products-1$/, () => readFor(milliseconds)),
    /** Another process of products, warm. */
    renew: async (): Promise<void> => {
      await control.stop('products-1');
      await control.start('products-1');
      await readFor(WARM_UP_MS);
    },
    close: async () => {
      await pool.close();
      await bench.close();
      await system.stop();
    },
  };
};

/** Pairs whose order changes, so that what else the machine does weighs on both. */
const compare = async (
  traced: Contestant,
  bare: Contestant,
  load: (one: Contestant) => Promise<number>,
  report: (line: string) => void,
  beforeEach = async (): Promise<void> => undefined,
): Promise<CostFigure> => {
  const pairs: { with: number; without: number }[] = [];
  for (let n = 0; n < PAIRS; n++) {
    await beforeEach();
    const first = n % 2 === 0 ? traced : bare;
    const one = await load(first);
    const other = await load(first === traced ? bare : traced);
    pairs.push(first === traced ? { with: one, without: other } : { with: other, without: one });
    const pair = pairs.at(-1) ?? { with: 0, without: 0 };
    report(`with ${pair.with.toFixed(3)} ms, without ${pair.without.toFixed(3)} ms`);
  }
  const median = (of: (pair: (typeof pairs)[number]) => number) => percentile(pairs.map(of), 0.5);
  return {
    with: median((pair) => pair.with),
    without: median((pair) => pair.without),
    cost: median((pair) => pair.with / pair.without - 1),
  };
};
