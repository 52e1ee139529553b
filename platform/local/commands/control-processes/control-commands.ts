import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type ControlClient, notRunning } from '../../control/client.ts';
import { Failure } from '../../instance/failure.ts';
import { holderOf } from '../../instance/lock.ts';
import type { InstancePaths } from '../../instance/paths.ts';

const stopDeadlineMs = 120_000;
const pollMs = 100;

type Instance = { readonly paths: InstancePaths; readonly port: number };

/** `stop [NAME]`, `kill NAME`, `freeze NAME` and `thaw NAME`. `start NAME` is part of the start command. */
export const addControlCommands = (
  program: Command,
  control: () => ControlClient,
  instance: () => Instance,
): void => {
  program
    .command('stop')
    .description(
      'stop a process or a part in an orderly way until it is started again; without a name, everything',
    )
    .argument('[name]', 'orders-1, orders, postgres-orders, kafka, gateway, …')
    .action(async (name: string | undefined) => {
      if (name === undefined) return stopEverything(control(), instance());
      const { processes } = await control().stop(name);
      console.log(`Stopped: ${processes.join(', ')}`);
    });

  program
    .command('kill')
    .description('send SIGKILL, as a fault would; the supervisor starts the process again')
    .argument('<name>', 'orders-1, orders, postgres-orders, kafka, gateway, …')
    .option('--signal <signal>', 'another signal, such as SIGTERM or SIGUSR1', 'SIGKILL')
    .action(async (name: string, { signal }: { signal: string }) => {
      const { processes } = await control().kill(name, signal.toUpperCase());
      console.log(`Sent ${signal.toUpperCase()} to ${processes.join(', ')}`);
    });

  program
    .command('freeze')
    .description(
      'let a process or a part stand still (SIGSTOP), with all that it has started; it does not end',
    )
    .argument('<name>', 'orders-1, orders, postgres-orders, kafka, gateway, …')
    .action(async (name: string) => {
      const { processes } = await control().freeze(name);
      console.log(`Frozen: ${processes.join(', ')}`);
    });

  program
    .command('thaw')
    .description('let what is frozen go on (SIGCONT)')
    .argument('<name>', 'orders-1, orders, postgres-orders, kafka, gateway, …')
    .action(async (name: string) => {
      const { processes } = await control().thaw(name);
      console.log(`Going on: ${processes.join(', ')}`);
    });
};

/** `scale NAME N` and `roll NAME`: replicas come and go, and nobody who asks the shop something notices. */
export const addFleetCommands = (program: Command, control: () => ControlClient): void => {
  program
    .command('scale')
    .description('run so many replicas of a service or BFF, until the next start of the system')
    .argument('<name>', 'products, orders, storefront-bff, …')
    .argument('<replicas>', 'how many', readCount)
    .action(async (name: string, replicas: number) => {
      const { processes } = await control().scale(name, replicas);
      console.log(`Running: ${processes.join(', ')}`);
    });

  program
    .command('roll')
    .description(
      'replace the replicas of a service or BFF one after the other by the code and migrations that are there now',
    )
    .argument('<name>', 'products, orders, storefront-bff, …')
    .action(async (name: string) => {
      const { processes } = await control().roll(name);
      console.log(`Replaced: ${processes.join(', ')}`);
    });
};

const readCount = (text: string): number => {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Give a number from 1 on.');
  return Number(text);
};

/** `start NAME`: what was stopped before. Resolves when it is ready. */
export const startProcess = async (control: ControlClient, name: string): Promise<void> => {
  const { processes } = await control.start(name);
  console.log(`Ready: ${processes.join(', ')}`);
};

const stopEverything = async (control: ControlClient, { paths, port }: Instance): Promise<void> => {
  const holder = holderOf(paths.run);
  if (!holder) throw notRunning(port);
  await control.shutDown();
  const deadline = performance.now() + stopDeadlineMs;
  while (holderOf(paths.run)?.pid === holder.pid) {
    if (performance.now() > deadline)
      throw new Failure(
        `It is still stopping after ${stopDeadlineMs / 1000} s: see its log, or end process ${holder.pid}.`,
      );
    await delay(pollMs);
  }
  console.log('Everything has stopped.');
};
