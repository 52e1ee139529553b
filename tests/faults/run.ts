import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shopperOf } from '../system/shopper.ts';
import { type System, startSystem } from '../system/system.ts';
import type { Books } from './books.ts';
import { compareBooks, type Findings, VERDICTS } from './compare.ts';
import type { FaultKind } from './fault.ts';
import { heal } from './heal.ts';
import { type Random, seeded } from './random.ts';
import { readBooks } from './read-books.ts';
import { runStaffMember } from './staff-member.ts';
import { openTill, type Till } from './till.ts';
import { type Article, runVirtualShopper, type Tempers } from './virtual-shopper.ts';

export type FaultRun = {
  readonly port: number;
  readonly seed: number;
  readonly shoppers: number;
  /** What happens while people shop. The shop closes at its end. */
  readonly ordeal: Ordeal;
  /** The code that runs: this, or a copy with a bug planted in it. */
  readonly house?: string;
  /** Of `npm start`, beside the port and `--fresh`. */
  readonly startArguments: readonly string[];
  /** How long everything may take to come to rest. Default 150. */
  readonly quietSeconds?: number;
  /** Units of the article at this position. By default there is plenty of most and few of the last. */
  readonly stockOf?: (position: number) => number;
  /** What the n-th shopper chooses from at this moment. By default from everything. */
  readonly wanted?: (shopper: number) => readonly Article[];
  /** How shoppers behave. By default in every way. */
  readonly tempers?: Tempers;
  /** Money for a unit of whatever has been shipped, rather than for some of it. */
  readonly generous?: boolean;
  readonly report: (line: string) => void;
};

/** Does its worst to the system; answers what it did, by kind of fault. */
export type Ordeal = (scene: Scene) => Promise<ReadonlyMap<FaultKind, number>>;

export type Scene = {
  readonly system: () => System;
  /** Starts it again after its end, with what it knew. */
  readonly restart: () => Promise<void>;
  readonly till: Till;
  readonly random: Random;
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
export const ARTICLES: readonly Article[] = Array.from({ length: 16 }, (_, i) => ({
  sku: `FAULT-${i + 1}`,
  priceMinor: 199 + 50 * i,
}));

const plentyOfMost = (position: number): number => (position < 12 ? PLENTY : FEW);

/**
 * A whole system under load and under faults, then quiet, then the comparison of everybody's books. The seed
 * decides the faults and what the shoppers want; when exactly what happens is up to the machine.
 */
export const runFaults = async (options: FaultRun): Promise<Outcome> => {
  const {
    seed,
    report,
    quietSeconds = QUIET_SECONDS,
    stockOf = plentyOfMost,
    wanted = () => ARTICLES,
  } = options;
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
  let closed = false;
  let over = false;
  const open = () => !closed;
  const patient = () => !over;
  try {
    await stockTheShelves(system, stock);
    const staff = await hireStaff(system);
    const till = openTill();
    // One agent each: a connection that died takes no other shopper's requests with it.
    const shopper = await shopperOf(system);
    const people = [
      ...Array.from({ length: options.shoppers }, (_, i) =>
        runVirtualShopper({
          shopper,
          random: random.fork(`shopper ${i}`),
          articles: () => wanted(i),
          ...(options.tempers ? { tempers: options.tempers } : {}),
          till,
          open,
          patient,
        }),
      ),
      runStaffMember({
        shopper,
        credentials: staff,
        random: random.fork('staff'),
        till,
        generous: options.generous ?? false,
        open,
        patient,
      }),
    ];
    const crowd = Promise.all(people);
    crowd.catch(() => undefined);
    const faults = await options.ordeal({
      system: () => system,
      restart: async () => {
        system = await start([]);
      },
      till,
      random: random.fork('faults'),
      report,
    });
    closed = true;
    const quietFrom = performance.now();
    report('quiet');
    await heal(system);
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
      faults: Object.fromEntries(faults),
      acknowledged: till.intents.filter(({ acknowledged }) => acknowledged).length,
      states: countStates(books),
      findings,
      recoverySeconds: recovered ? Math.round((performance.now() - quietFrom) / 100) / 10 : null,
      unanswered: Object.fromEntries(till.unanswered),
      passed: recovered,
    };
  } finally {
    // Nobody waits for a system that is gone.
    closed = true;
    over = true;
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
