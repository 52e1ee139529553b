import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@fondaco/chassis/testing';
import { type ControlClient, controlClient } from '../../platform/local/control/client.ts';
import type { SystemStatus } from '../../platform/local/control/protocol.ts';
import type { System } from '../system/system.ts';
import { describeFault, drawFault, type Fault, type FaultKind, type FaultPlan } from './fault.ts';
import { providerDesk } from './provider-desk.ts';
import type { Random } from './random.ts';

export const controlOf = ({ paths, addresses, port }: System): ControlClient =>
  controlClient({ paths, address: addresses.control, port });

export type Injector = {
  /** Injects one fault after the other until `until` is over. */
  run(until: () => boolean): Promise<void>;
  /** Makes everything well again, and resolves when every process is ready. */
  heal(): Promise<void>;
  readonly counts: ReadonlyMap<FaultKind, number>;
};

/** `restart` replaces the system; whoever works on it asks `system()` each time. */
export const createInjector = (options: {
  readonly system: () => System;
  readonly replace: (system: System) => void;
  readonly start: () => Promise<System>;
  readonly plan: FaultPlan;
  readonly random: Random;
  readonly report: (line: string) => void;
}): Injector => {
  const { system, plan, random, report } = options;
  const counts = new Map<FaultKind, number>();
  const control = () => controlOf(system());
  const desk = () => providerDesk(system());

  const everyPid = async (): Promise<number[]> => pidsOf(await control().status());

  const restart = async (orderly: boolean): Promise<void> => {
    if (orderly) await system().stop();
    else {
      const pids = await everyPid();
      await system().kill();
      for (const pid of pids) endAtOnce(pid);
    }
    options.replace(await options.start());
  };

  const inject = async (fault: Fault): Promise<void> => {
    switch (fault.kind) {
      case 'kill':
        return void (await control().kill(fault.target, 'SIGKILL'));
      case 'freeze':
        await control().freeze(fault.target);
        try {
          await delay(fault.seconds * 600);
          if (fault.victim) await control().kill(fault.victim, 'SIGKILL');
          await delay(fault.seconds * 400);
        } finally {
          await control().thaw(fault.target);
        }
        return;
      case 'provider-outage':
        await desk().outage(fault.seconds, fault.silent);
        return delay(fault.seconds * 1_000);
      case 'provider-faults':
        await desk().misbehave(fault.seed);
        await delay(fault.seconds * 1_000);
        return desk().behave();
      case 'restart':
        return restart(fault.orderly);
    }
  };

  return {
    counts,
    run: async (until) => {
      while (!until()) {
        const { fault, pauseMs } = drawFault(plan, random);
        await delay(pauseMs);
        report(describeFault(fault));
        try {
          await inject(fault);
          counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
        } catch (error) {
          // The part is down already, or the provider was just killed: that was a fault of its own.
          report(`  not now: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
    heal: async () => {
      for (const pid of await everyPid()) goOn(pid);
      await eventually(() => desk().behave(), { within: 60_000 });
      await eventually(
        async () => {
          const { processes } = await control().status();
          const ill = processes.filter(({ state }) => state !== 'ready');
          if (ill.length > 0) throw new Error(`not ready: ${ill.map(({ name }) => name).join(', ')}`);
        },
        { within: 120_000 },
      );
    },
  };
};

const pidsOf = ({ processes }: SystemStatus): number[] =>
  processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));

const endAtOnce = (pid: number): void => signal(pid, 'SIGKILL');
const goOn = (pid: number): void => signal(pid, 'SIGCONT');

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
