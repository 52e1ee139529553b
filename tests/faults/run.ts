import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shopperOf } from '../system/shopper.ts';
import { type System, startSystem } from '../system/system.ts';
import type { Books } from './books.ts';
import { compareBooks, type Findings, VERDICTS } from './compare.ts';
import type { FaultPlan } from './fault.ts';
import { createInjector } from './injector.ts';
import { seeded } from './random.ts';
import { readBooks } from './read-books.ts';
import { runStaffMember } from './staff-member.ts';
import { openTill } from './till.ts';
import { type Article, runVirtualShopper } from './virtual-shopper.ts';

export type FaultRun = {
  readonly port: number;
  readonly seed: number;
  readonly minutes: number;
  readonly shoppers: number;
  readonly plan: FaultPlan;
  /** The code that runs: this, or a copy with a bug planted in it. */
  readonly house?: string;
  /** Of `npm start`, beside the port and `--fresh`. */
  readonly startArguments: readonly string[];
  /** How long everything may take to come to rest. Default 150. */
  readonly quietSeconds?: number;
  /** Units of the article at this position. By default there is plenty of most and few of the last. */
  readonly stockOf?: (position: number) => number;
  /** Everybody wants the same few articles at a time, and others after so many seconds. By default all are wanted. */
  readonly fashionSeconds?: number;
  readonly report: (line: string) => void;
};

export type Outcome = {
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly states: Readonly<Record<string, number>>;
  readonly findings: Findings;
  /** Seconds from the end of the last fault until everything had come to rest; null when it never did. */
  readonly recoverySeconds: number | null;
  readonly unanswered: Readonly<Record<string, number>>;
  readonly passed: boolean;
};

/** Unpaid orders end within this, so that a run need not wait for half an hour. */
const PAYMENT_DEADLINE_SECONDS = 15;
const ASK_AGAIN_SECONDS = 3;
const QUIET_SECONDS = 150;
const PLENTY = 1_000_000;
const FEW = 12;

/** The last of these are sold out on the way. */
const ARTICLES: readonly Article[] = Array.from({ length: 16 }, (_, i) => ({
  sku: `FAULT-${i + 1}`,
  priceMinor: 199 + 50 * i,
}));
const IN_FASHION = 4;
const inDemand = (fashionSeconds: number | undefined): readonly Article[] => {
  if (fashionSeconds === undefined) return ARTICLES;
  const season = Math.floor(performance.now() / 1_000 / fashionSeconds);
  const first = (season * IN_FASHION) % ARTICLES.length;
  return ARTICLES.slice(first, first + IN_FASHION);
};

const plentyOfMost = (position: number): number => (position < 12 ? PLENTY : FEW);

/**
 * A whole system under load and under faults, then quiet, then the comparison of everybody's books. The seed
 * decides the faults and what the shoppers want; when exactly what happens is up to the machine.
 */
export const runFaults = async (options: FaultRun): Promise<Outcome> => {
  const { seed, minutes, report, quietSeconds = QUIET_SECONDS, stockOf = plentyOfMost } = options;
  const stock = Object.fromEntries(ARTICLES.map(({ sku }, position) => [sku, stockOf(position)]));
  const random = seeded(seed);
  const startArguments = [
    ...options.startArguments,
    ...['--set', `orders.PAYMENT_DEADLINE_SECONDS=${PAYMENT_DEADLINE_SECONDS}`],
    ...['--set', `orders.ASK_AGAIN_SECONDS=${ASK_AGAIN_SECONDS}`],
  ];
  const start = (args: readonly string[]) =>
    startSystem({
      port: options.port,
      args: [...args, ...startArguments],
      ...(options.house ? { house: options.house } : {}),
    });
  let system = await start(['--fresh']);
  try {
    await stockTheShelves(system, stock);
    const staff = await hireStaff(system);
    const till = openTill();
    const closesAt = performance.now() + minutes * 60_000;
    let over = false;
    const open = () => performance.now() < closesAt;
    const patient = () => !over;
    const injector = createInjector({
      system: () => system,
      replace: (next) => {
        system = next;
      },
      start: () => start([]),
      plan: options.plan,
      random: random.fork('faults'),
      report,
    });

    // One agent each: a connection that died takes no other shopper's requests with it.
    const shopper = await shopperOf(system);
    const people = [
      ...Array.from({ length: options.shoppers }, (_, i) =>
        runVirtualShopper({
          shopper,
          random: random.fork(`shopper ${i}`),
          articles: () => inDemand(options.fashionSeconds),
          till,
          open,
          patient,
        }),
      ),
      runStaffMember({ shopper, credentials: staff, random: random.fork('staff'), till, open, patient }),
    ];
    const crowd = Promise.all(people);
    crowd.catch(() => undefined);
    await injector.run(() => !open());
    const quietFrom = performance.now();
    report('quiet');
    await injector.heal();
    await crowd;
    over = true;

    const { books, findings } = await settle(
      () => readBooks(system, till, stock),
      quietFrom + quietSeconds * 1_000,
      report,
    );
    const recovered = VERDICTS.every((verdict) => findings[verdict].length === 0);
    await shopper.close();
    return {
      seed,
      faults: Object.fromEntries(injector.counts),
      acknowledged: till.intents.filter(({ acknowledged }) => acknowledged).length,
      states: countStates(books),
      findings,
      recoverySeconds: recovered ? Math.round((performance.now() - quietFrom) / 100) / 10 : null,
      unanswered: Object.fromEntries(till.unanswered),
      passed: recovered,
    };
  } finally {
    await system.stop();
  }
};

/** Reads everybody's books until they agree, or until the time for that is over: then what they say counts. */
const settle = async (
  read: () => Promise<Books>,
  until: number,
  report: (line: string) => void,
): Promise<{ books: Books; findings: Findings }> => {
  for (;;) {
    const books = await read();
    const findings = compareBooks(books);
    const open = VERDICTS.filter((verdict) => findings[verdict].length > 0);
    if (open.length === 0 || performance.now() > until) return { books, findings };
    report(`not yet: ${open.map((verdict) => `${findings[verdict].length} ${verdict}`).join(', ')}`);
    await delay(2_000);
  }
};

const countStates = ({ orders }: Books): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { state } of orders) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

const stockTheShelves = async (system: System, stock: Readonly<Record<string, number>>): Promise<void> => {
  const file = join(tmpdir(), `fondaco-articles-${system.port}.csv`);
  const rows = ARTICLES.map(
    ({ sku, priceMinor }) => `${sku},Article ${sku},${(priceMinor / 100).toFixed(2)},EUR,${stock[sku] ?? 0}`,
  );
  await writeFile(file, `sku,name,price,currency,stock\n${rows.join('\n')}\n`);
  const { code, stderr } = await system.fondaco('import', 'products', file, '--json');
  if (code !== 0) throw new Error(`the articles could not be imported: ${stderr}`);
};

const hireStaff = async (system: System) => {
  const email = 'staff@fondaco.example';
  const { code, stdout, stderr } = await system.fondaco('staff', 'add', email, '--json');
  if (code !== 0) throw new Error(`no staff account: ${stderr}`);
  const { oneTimePassword } = JSON.parse(stdout) as { oneTimePassword: string };
  return { email, password: oneTimePassword, newPassword: `${oneTimePassword}-replaced` };
};
