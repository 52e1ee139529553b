import { setTimeout as delay } from 'node:timers/promises';
import { describeFault, drawFault, type Fault, type FaultKind, type FaultPlan } from './fault.ts';
import { controlOf, pidsOf, signal } from './heal.ts';
import { providerDesk } from './provider-desk.ts';
import type { Ordeal, Scene } from './run.ts';

/** One fault after the other for so many minutes, each drawn by the plan. */
export const drawnFaults =
  (plan: FaultPlan, minutes: number): Ordeal =>
  async (scene) => {
    const counts = new Map<FaultKind, number>();
    const endsAt = performance.now() + minutes * 60_000;
    while (performance.now() < endsAt) {
      const { fault, pauseMs } = drawFault(plan, scene.random);
      await delay(pauseMs);
      scene.report(describeFault(fault));
      try {
        await inject(fault, scene);
        counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
      } catch (error) {
        // The part is down already, or the provider was just killed: that was a fault of its own.
        scene.report(`  not now: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return counts;
  };

const inject = async (fault: Fault, scene: Scene): Promise<void> => {
  const control = controlOf(scene.system());
  const desk = providerDesk(scene.system());
  switch (fault.kind) {
    case 'kill':
      return void (await control.kill(fault.target, 'SIGKILL'));
    case 'freeze':
      await control.freeze(fault.target);
      try {
        await delay(fault.seconds * 600);
        if (fault.victim) await control.kill(fault.victim, 'SIGKILL');
        await delay(fault.seconds * 400);
      } finally {
        await control.thaw(fault.target);
      }
      return;
    case 'provider-outage':
      await desk.outage(fault.seconds, fault.silent);
      return delay(fault.seconds * 1_000);
    case 'provider-faults':
      await desk.misbehave(fault.seed);
      await delay(fault.seconds * 1_000);
      return desk.behave();
    case 'restart':
      return restart(fault.orderly, scene);
  }
};

const restart = async (orderly: boolean, { system, restart: startAgain }: Scene): Promise<void> => {
  if (orderly) await system().stop();
  else {
    const pids = pidsOf(await controlOf(system()).status());
    await system().kill();
    for (const pid of pids) signal(pid, 'SIGKILL');
  }
  await startAgain();
};
