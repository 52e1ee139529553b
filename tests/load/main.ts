import { parseArgs } from 'node:util';
import { type System, startSystem } from '../system/system.ts';
import { measureOutage } from './broker-outage.ts';
import { type CheckoutFigures, measureCheckout } from './checkout.ts';
import { measurePlaceOrder } from './place-order.ts';
import { ms } from './statistics.ts';

const usage = `Usage: npm run bench -- checkout | place-order | broker-outage  [--seconds N] [--at-once N] [--port P] [--json]

checkout       the highest sustained rate of the whole process, paid and mailed; CPU by process; latencies at half of it
place-order    POST /v1/orders of the service alone, against the same statements behind bare Fastify
broker-outage  all brokers away while orders come in at 30 % of the highest rate
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    'at-once': { type: 'string', default: '32' },
    port: { type: 'string', default: '27443' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const report = (line: string): void => void process.stderr.write(`${line}\n`);

const checkoutLines = (figures: CheckoutFigures): string[] => {
  const processes = Object.entries(figures.cpuPerOrder).sort(([, a], [, b]) => b - a);
  const total = processes.reduce((sum, [, used]) => sum + used, 0);
  return [
    `highest rate            ${figures.highestRate.toFixed(1)} confirmed orders/s over ${figures.measuredSeconds.toFixed(0)} s`,
    `CPU per order           ${total.toFixed(2)} ms`,
    ...processes.map(([name, used]) => `  ${name.padEnd(22)}${used.toFixed(2)} ms`),
    `at half the rate        ${figures.halfRate.toFixed(1)} orders/s, open loop`,
    `  acknowledged          p50 ${ms(figures.acknowledgedP50)}, p99 ${ms(figures.acknowledgedP99)}`,
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

const measure = measurements[positionals[0] ?? ''];
if (values.help || !measure) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const system = await startSystem({ port: Number(values.port), args: ['--fresh'] });
  try {
    const [figures, lines] = await measure(system, {
      atOnce: Number(values['at-once']),
      seconds: Number(values.seconds),
      report,
    });
    process.stdout.write(`${values.json ? JSON.stringify(figures, null, 2) : lines.join('\n')}\n`);
  } finally {
    await system.stop();
  }
}
