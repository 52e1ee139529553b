import { eventually } from '@fondaco/chassis/testing';
import { type ControlClient, controlClient } from '../../platform/local/control/client.ts';
import type { SystemStatus } from '../../platform/local/control/protocol.ts';
import type { System } from '../system/system.ts';
import { providerDesk } from './provider-desk.ts';

export const controlOf = ({ paths, addresses, port }: System): ControlClient =>
  controlClient({ paths, address: addresses.control, port });

/** Makes everything well again, and resolves when every process is ready. */
export const heal = async (system: System): Promise<void> => {
  const control = controlOf(system);
  for (const pid of pidsOf(await control.status())) signal(pid, 'SIGCONT');
  await eventually(() => providerDesk(system).behave(), { within: 60_000 });
  await eventually(
    async () => {
      const { processes } = await control.status();
      const ill = processes.filter(({ state }) => state !== 'ready');
      if (ill.length > 0) throw new Error(`not ready: ${ill.map(({ name }) => name).join(', ')}`);
    },
    { within: 120_000 },
  );
};

/** Of all that runs. */
export const pidsOf = ({ processes }: SystemStatus): number[] =>
  processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));

/** A process that has ended by itself is none that one could signal. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
