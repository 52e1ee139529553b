import type { Replica } from '../../addresses.ts';
import { Failure } from '../instance/failure.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** By service or BFF: the replicas that requests go to. */
export type Routes = Readonly<Record<string, readonly Replica[]>>;

export type Fleet = {
  /** Adds replicas, or takes some away, without losing a request. Answers the names of those that run then. */
  scale(part: string, count: number): Promise<readonly string[]>;
  /**
   * Replaces every replica of a part by one that runs the code and the migrations that are there now, one after the
   * other, without losing a request. Answers the names of those that run then.
   */
  roll(part: string): Promise<readonly string[]>;
};

export type FleetOptions = {
  readonly supervisor: Pick<Supervisor, 'add' | 'find' | 'remove'>;
  /** What runs now. */
  readonly running: Routes;
  /** The most replicas of a part, and why no more: its consumers share so many partitions. */
  readonly most: (part: string) => { readonly count: number; readonly why: string };
  /** The replica of that number, from 1 on, with a place to run at. */
  readonly placeOf: (part: string, number: number) => Promise<Replica>;
  readonly processOf: (part: string, replica: Replica) => ProcessSpec;
  /** Resolves when every request that comes from then on goes to these alone. */
  readonly route: (routes: Routes) => Promise<void>;
  /**
   * Builds the programs from the code that is there now, and brings the part's database to the migrations that are; the
   * old code must bear them.
   */
  readonly update: (part: string) => Promise<void>;
};

const attempts = 3;

export const createFleet = (options: FleetOptions): Fleet => {
  const { supervisor } = options;
  let routes = options.running;
  let busy: string | undefined;

  const routeTo = async (part: string, replicas: readonly Replica[]): Promise<void> => {
    await options.route({ ...routes, [part]: replicas });
    routes = { ...routes, [part]: replicas };
  };
  const begin = async (part: string, replica: Replica): Promise<void> => {
    const started = supervisor.add(options.processOf(part, replica));
    started.start();
    try {
      await started.whenReady(attempts);
    } catch (error) {
      await end(replica);
      throw error;
    }
  };
  const end = async ({ name }: Replica): Promise<void> => {
    await Promise.all(supervisor.find(name).map((process) => process.stop()));
    supervisor.remove(name);
  };

  const scale = async (part: string, count: number): Promise<void> => {
    const before = routes[part] ?? [];
    const most = options.most(part);
    if (count > most.count)
      throw new Failure(`${part} can have ${most.count} replicas at the most: ${most.why}.`);
    const kept = before.slice(0, count);
    const added: Replica[] = [];
    for (let number = before.length + 1; number <= count; number += 1)
      added.push(await options.placeOf(part, number));
    const begun = await Promise.allSettled(added.map((replica) => begin(part, replica)));
    const ready = added.filter((_, index) => begun[index]?.status === 'fulfilled');
    if (ready.length > 0 || kept.length < before.length) await routeTo(part, [...kept, ...ready]);
    await Promise.all(before.slice(count).map(end));
    for (const outcome of begun) if (outcome.status === 'rejected') throw outcome.reason;
  };

  const roll = async (part: string): Promise<void> => {
    const before = routes[part] ?? [];
    await options.update(part);
    // One more meanwhile, so that one alone need not be missed, and none of many has more to do.
    const surge: Replica[] = [];
    if (before.length < options.most(part).count) {
      const one = await options.placeOf(part, before.length + 1);
      await begin(part, one);
      surge.push(one);
    }
    try {
      for (const replica of before) {
        await routeTo(part, [...before.filter((other) => other !== replica), ...surge]);
        await end(replica);
        await begin(part, replica);
      }
    } finally {
      // What did not come up again is left out, and was given up by whoever began it.
      const ready = before.filter(({ name }) => supervisor.find(name).length > 0);
      await routeTo(part, ready.length > 0 ? ready : surge);
      if (ready.length > 0) await Promise.all(surge.map(end));
    }
  };

  const alone = async (part: string, work: () => Promise<void>): Promise<readonly string[]> => {
    if (routes[part] === undefined)
      throw new Failure(
        `There is no service or BFF called "${part}": choose from ${Object.keys(routes).join(', ')}.`,
      );
    if (busy !== undefined) throw new Failure(`${busy} is being changed: wait until that is done.`);
    busy = part;
    try {
      await work();
      return (routes[part] ?? []).map(({ name }) => name);
    } finally {
      busy = undefined;
    }
  };

  return {
    scale: (part, count) => alone(part, () => scale(part, count)),
    roll: (part) => alone(part, () => roll(part)),
  };
};
