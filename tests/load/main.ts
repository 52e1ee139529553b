import { parseArgs } from 'node:util';
import { type System, startSystem } from '../system/system.ts';
import { measureOutage } from './broker-outage.ts';
import { type CheckoutFigures, measureCheckout } from './checkout.ts';
import { measurePlaceOrder } from './place-order.ts';
import { barLines, barTable } from './products/bars.ts';
import { measureProducts } from './products/measure.ts';
import { ms } from './statistics.ts';
import { type CostFigure, measureTelemetry } from './telemetry.ts';

const usage = `Usage: npm run bench -- checkout | place-order | broker-outage  [--seconds N] [--at-once N] [--port P] [--json]
       npm run bench -- telemetry  [--seconds N] [--port P] [--json]
       npm run bench -- products  [--rows N] [--load import|sql] [--seconds N] [--at-once N] [--json] [--keep]

checkout       the highest sustained rate of the whole process, paid and mailed; CPU by process; latencies at half of it
place-order    POST /v1/orders of the service alone, against the same statements behind bare Fastify
broker-outage  all brokers away while orders come in at 30 % of the highest rate
telemetry      CPU of the services per order and per request with traces (one in ten) and metrics, and without:
               ten pairs of turns on two systems beside each other, of a twentieth of --seconds each, for requests
               with new processes for each pair
products       a catalogue of --rows products (1,000,000; variants come on top) in Products alone: its import and what is
               read of it, beside the raw limits and the bars that must hold; --load sql writes the same rows by SQL
               and builds the indexes afterwards, which measures no import; --keep leaves it up until Enter

The exit code is 0 whatever the figures are.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    'at-once': { type: 'string', default: '48' },
    port: { type: 'string', default: '27443' },
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    load: { type: 'string', default: 'import' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const report = (line: string): void => void process.stderr.write(`${line}\n`);

const checkoutLines = (figures: CheckoutFigures): string[] => {
  const { cpuPerOrder, cpuPerOrderAtHalf } = figures;
  const total = (used: Readonly<Record<string, number>>): number =>
    Object.values(used).reduce((sum, one) => sum + one, 0);
  const row = (name: string, full: number, half: number): string =>
    `${name.padEnd(24)}${full.toFixed(2).padStart(5)} ms${half.toFixed(2).padStart(12)} ms`;
  return [
    `highest rate            ${figures.highestRate.toFixed(1)} confirmed orders/s over ${figures.measuredSeconds.toFixed(0)} s`,
    'CPU per order           at the highest rate, at half of it',
    row('  all together', total(cpuPerOrder), total(cpuPerOrderAtHalf)),
    ...Object.entries(cpuPerOrder)
      .sort(([, a], [, b]) => b - a)
      .map(([name, used]) => row(`  ${name}`, used, cpuPerOrderAtHalf[name] ?? Number.NaN)),
    `at half the rate        ${figures.halfRate.toFixed(1)} orders/s, open loop`,
    `  acknowledged          p50 ${ms(figures.acknowledgedP50)}, p99 ${ms(figures.acknowledgedP99)}; begun late p99 ${ms(figures.begunLateP99)}`,
    `  to confirmed          p50 ${ms(figures.confirmedP50)}, p99 ${ms(figures.confirmedP99)}`,
    `mails                   all there ${figures.mailsAfterSeconds.toFixed(1)} s after the last order; ${figures.mailsMissing} missing`,
    `failed requests         ${figures.failures}`,
  ];
};

const measurements: Readonly<
  Record<
    string,
    (system: System, options: Parameters<typeof measureCheckout>[1]) => Promise<[object, string[]]>
  >
> = {
  checkout: async (system, options) => {
    const figures = await measureCheckout(system, options);
    return [figures, checkoutLines(figures)];
  },
  'place-order': async (system, options) => {
    const figures = await measurePlaceOrder(system, options);
    return [
      figures,
      [
        `service     ${figures.service.toFixed(0)} orders/s`,
        `raw limit   ${figures.raw.toFixed(0)} orders/s`,
        `ratio       ${(100 * figures.ratio).toFixed(0)} %`,
      ],
    ];
  },
  'broker-outage': async (system, options) => {
    const figures = await measureOutage(system, options);
    return [
      figures,
      [
        `${figures.rate.toFixed(1)} orders/s, no brokers for ${figures.outageSeconds.toFixed(1)} s`,
        `placed ${figures.placed}, ${figures.placedDuringOutage} of them without brokers; refused ${figures.refused}`,
        `all confirmed ${figures.recoverySeconds.toFixed(1)} s after the brokers' return`,
      ],
    ];
  },
};

const common = { atOnce: Number(values['at-once']), seconds: Number(values.seconds), report };
const print = (figures: object, lines: readonly string[]): void =>
  void process.stdout.write(`${values.json ? JSON.stringify(figures, null, 2) : lines.join('\n')}\n`);

const costLine = (what: string, figure: CostFigure): string =>
  `CPU per ${what.padEnd(8)} with ${figure.with.toFixed(3)} ms, without ${figure.without.toFixed(3)} ms: ${(100 * figure.cost).toFixed(1)} %`;

const [what = ''] = positionals;
const measure = measurements[what];
const products = Number(values.rows);
const { load } = values;
const isAsked =
  (measure !== undefined || what === 'products' || what === 'telemetry') &&
  Number.isSafeInteger(products) &&
  products >= 1 &&
  (load === 'import' || load === 'sql');
if (values.help || !isAsked) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else if (measure) {
  const system = await startSystem({ port: Number(values.port), args: ['--fresh'] });
  try {
    print(...(await measure(system, common)));
  } finally {
    await system.stop();
  }
} else if (what === 'telemetry') {
  const figures = await measureTelemetry({
    port: Number(values.port),
    secondsPerTurn: common.seconds / 20,
    report,
  });
  print(figures, [costLine('order', figures.perOrder), costLine('request', figures.perRequest)]);
} else {
  await measureProducts({
    ...common,
    products,
    load,
    keep: values.keep,
    tell: (figures) => {
      const bars = barLines(figures);
      print({ ...figures, bars }, barTable(bars));
    },
  });
}
