import { SandboxFaults, type SandboxOutage } from '@fondaco/contracts/http/payment-sandbox';
import Value from 'typebox/value';
import type { SandboxDatabase } from '../database.ts';
import { type Chance, createChance } from './chance.ts';

const KINDS = ['timeout', 'lostRefund', 'slow', 'duplicate', 'late', 'outOfOrder'] as const;
type Kind = (typeof KINDS)[number];

const SHARES = {
  timeout: 'timeoutAfterChargeShare',
  lostRefund: 'timeoutAfterRefundShare',
  slow: 'slowShare',
  duplicate: 'duplicateShare',
  late: 'lateShare',
  outOfOrder: 'outOfOrderShare',
} as const satisfies Record<Kind, keyof SandboxFaults>;

export type Faults = {
  settings(): SandboxFaults;
  /** From now on, and after a restart too. The draws begin anew. */
  change(settings: SandboxFaults): void;
  draw(kind: Kind): boolean;
  /** An outage ends by itself, and with the process. */
  beginOutage(outage: SandboxOutage, now: Date): void;
  outage(now: Date): SandboxOutage['mode'] | null;
  outageEndsAt(): number;
};

export const createFaults = (db: SandboxDatabase): Faults => {
  const read = db.prepare('SELECT settings FROM faults');
  const write = db.prepare(`INSERT INTO faults (only, settings) VALUES (1, ?)
    ON CONFLICT (only) DO UPDATE SET settings = excluded.settings`);
  const kept = read.get() as { settings: string } | undefined;
  let settings = withDefaults(kept === undefined ? {} : JSON.parse(kept.settings));
  let chances = chancesOf(settings.seed);
  let current = { mode: 'refuse' as SandboxOutage['mode'], endsAt: 0 };
  return {
    settings: () => settings,
    change: (given) => {
      settings = withDefaults(given);
      chances = chancesOf(settings.seed);
      write.run(JSON.stringify(settings));
    },
    draw: (kind) => {
      const wanted = settings[SHARES[kind]];
      return wanted > 0 && chances[kind](wanted);
    },
    beginOutage: ({ seconds, mode }, now) => {
      current = { mode, endsAt: now.getTime() + seconds * 1000 };
    },
    outage: (now) => (now.getTime() < current.endsAt ? current.mode : null),
    outageEndsAt: () => current.endsAt,
  };
};

const withDefaults = (given: object): SandboxFaults =>
  Value.Parse(SandboxFaults, Value.Default(SandboxFaults, structuredClone(given)));

const chancesOf = (seed: number): Record<Kind, Chance> =>
  Object.fromEntries(KINDS.map((kind) => [kind, createChance(seed, kind)])) as Record<Kind, Chance>;
