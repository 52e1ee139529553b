import type { Random } from './random.ts';

/** A fault as it is drawn: what happens to whom, for how long. `seconds` is 0 for what happens at once. */
export type Fault =
  | { readonly kind: 'kill'; readonly target: string; readonly seconds: 0 }
  | {
      readonly kind: 'freeze';
      readonly target: string;
      readonly seconds: number;
      /** Who is killed while the other is frozen. */
      readonly victim: string | null;
    }
  | { readonly kind: 'provider-outage'; readonly silent: boolean; readonly seconds: number }
  | { readonly kind: 'provider-faults'; readonly seed: number; readonly seconds: number }
  | { readonly kind: 'restart'; readonly orderly: boolean; readonly seconds: 0 };

export type FaultKind = Fault['kind'];
export const FAULT_KINDS: readonly FaultKind[] = [
  'kill',
  'freeze',
  'provider-outage',
  'provider-faults',
  'restart',
];

/** How often what happens, and to whom: `weights` of kinds that are left out are 0. */
export type FaultPlan = {
  readonly weights: Readonly<Partial<Record<FaultKind, number>>>;
  /** Names of processes or parts that may be killed or frozen. */
  readonly targets: readonly string[];
  /** Of freezes. */
  readonly seconds: readonly number[];
  /** Who may be killed while somebody else is frozen, and in what share of the freezes. */
  readonly victims: readonly string[];
  readonly victimShare: number;
  /** Seconds before a fault, from the end of the one before. */
  readonly pause: readonly [from: number, to: number];
};

/** Everything but the supervisor, whose death is a restart. */
const everybody = [
  ...['users', 'products', 'orders', 'payments', 'notifications'].flatMap((service) => [
    service,
    `postgres-${service}`,
  ]),
  ...['orders-1', 'payments-1', 'products-1', 'notifications'],
  ...['kafka-1', 'kafka-2', 'kafka-3', 'kafka', 'gateway', 'balancer', 'payment-sandbox', 'mail-catcher'],
];

export const everyPart: FaultPlan = {
  weights: { kill: 60, freeze: 22, 'provider-outage': 6, 'provider-faults': 8, restart: 2 },
  targets: everybody,
  // Some are shorter than every time-out and lease, some longer than all of them.
  seconds: [0.3, 1, 3, 8, 14],
  victims: everybody,
  victimShare: 0.5,
  pause: [0.5, 3],
};

/** Draws the next fault and how long to wait for it. */
export const drawFault = (plan: FaultPlan, random: Random): { fault: Fault; pauseMs: number } => {
  const kind = random.weighted(FAULT_KINDS.map((one) => [plan.weights[one] ?? 0, one] as const));
  const pauseMs = Math.round((plan.pause[0] + random.next() * (plan.pause[1] - plan.pause[0])) * 1_000);
  return { fault: faultOf(kind, plan, random), pauseMs };
};

const faultOf = (kind: FaultKind, plan: FaultPlan, random: Random): Fault => {
  switch (kind) {
    case 'kill':
      return { kind, target: random.pick(plan.targets), seconds: 0 };
    case 'freeze':
      return {
        kind,
        target: random.pick(plan.targets),
        seconds: random.pick(plan.seconds),
        victim: random.next() < plan.victimShare ? random.pick(plan.victims) : null,
      };
    case 'provider-outage':
      return { kind, silent: random.next() < 0.5, seconds: random.integer(2, 8) };
    case 'provider-faults':
      return { kind, seed: random.integer(1, 1_000_000), seconds: random.integer(4, 10) };
    case 'restart':
      return { kind, orderly: random.next() < 0.5, seconds: 0 };
  }
};

export const describeFault = (fault: Fault): string => {
  switch (fault.kind) {
    case 'kill':
      return `SIGKILL ${fault.target}`;
    case 'freeze':
      return `SIGSTOP ${fault.target} for ${fault.seconds} s${fault.victim ? `, SIGKILL ${fault.victim} meanwhile` : ''}`;
    case 'provider-outage':
      return `the provider ${fault.silent ? 'says nothing' : 'refuses'} for ${fault.seconds} s`;
    case 'provider-faults':
      return `the provider misbehaves for ${fault.seconds} s`;
    case 'restart':
      return fault.orderly ? 'full restart' : 'SIGKILL of everything, and a start';
  }
};
