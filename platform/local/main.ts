import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { topology } from '../../topology.ts';
import { enterNetwork, isInside } from '../vpc/enter-network.ts';
import { hostOf } from '../vpc/network.ts';
import { forgetNetwork, keptNetwork } from '../vpc/network-file.ts';
import {
  addControlCommands,
  addFleetCommands,
  startProcess,
} from './commands/control-processes/control-commands.ts';
import { addImagesCommand } from './commands/images-add/images-add-command.ts';
import { addLogsCommand } from './commands/logs/logs-command.ts';
import { addMismatchesCommand } from './commands/mismatches/mismatches-command.ts';
import type { FindInstance } from './commands/operator-context.ts';
import { addOrdersCommands } from './commands/orders/orders-command.ts';
import { addParkedCommands } from './commands/parked/parked-commands.ts';
import { addRebuildCommand } from './commands/rebuild/rebuild-command.ts';
import { addStaffCommand } from './commands/staff-add/staff-add-command.ts';
import { addStartOptions, refuseOptionsBeside, type StartOptions } from './commands/start/options.ts';
import { addStatusCommand } from './commands/status/status-command.ts';
import { controlClient, notRunning } from './control/client.ts';
import { Failure } from './instance/failure.ts';
import { onLoopback } from './instance/grounds.ts';
import { holderOf } from './instance/lock.ts';
import { instancePaths } from './instance/paths.ts';
import { allocatePorts, defaultPort, portsOfAnInstance } from './instance/ports.ts';

const root = join(import.meta.dirname, '../..');
enableCompileCache(join(root, '.fondaco/cache/node'));

const readPort = (text: string): number => {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  const last = 65_536 - portsOfAnInstance;
  if (port < 1024 || port > last) throw new InvalidArgumentError(`Give a number from 1024 to ${last}.`);
  return port;
};

const program = new Command('fondaco')
  .description('The shop on this machine: one command brings it up, the others work on what runs.')
  .option(
    '--port <port>',
    `HTTPS port, by which instances are told apart; each takes ${portsOfAnInstance} ports`,
    readPort,
    defaultPort,
  )
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('Add --help to see what there is.')
  .exitOverride();

const port = (): number => program.opts<{ port: number }>().port;
const paths = () => instancePaths(root, port());
const network = () => keptNetwork(paths().run);
const addresses = () => {
  const kept = network();
  const scale = { brokers: 1, replicas: {} };
  return allocatePorts(port(), topology, scale, kept ? (name) => hostOf(kept, name).address : undefined);
};
const control = () => controlClient({ paths: paths(), address: addresses().control, port: port() });
const findInstance: FindInstance = () => {
  if (!holderOf(paths().run)) throw notRunning(port());
  return {
    addresses: addresses(),
    paths: paths(),
    certificateAuthority: join(paths().conf, 'authority.crt'),
  };
};

addStartOptions(
  program
    .command('start')
    .description('bring the system up and run it until Ctrl-C; with a name, start what was stopped')
    .argument('[name]', 'a process or part of the running system: orders-1, kafka'),
  topology,
).action(async (name: string | undefined, options: StartOptions) => {
  if (name !== undefined) {
    refuseOptionsBeside(name, options);
    return startProcess(control(), name);
  }
  // The other commands are quicker without all that a start loads.
  const context = { topology, paths: paths(), port: port(), options };
  const kept = network();
  const inside = kept !== null && isInside(kept);
  if (options.vpc && !inside) {
    const { startInNetwork } = await import('../vpc/start-in-network.ts');
    process.exitCode = await startInNetwork(context);
  } else {
    if (!inside) forgetNetwork(paths().run);
    const { start } = await import('./commands/start/start.ts');
    const grounds = inside
      ? (await import('../vpc/network-grounds.ts')).networkGrounds({ ...context, network: kept })
      : onLoopback;
    await start({ ...context, grounds });
  }
});
addStatusCommand(program, control);
addLogsCommand(program, paths);
addControlCommands(program, control, () => ({ paths: paths(), port: port() }));
addFleetCommands(program, control);
addStaffCommand(program, findInstance);
addImagesCommand(program, findInstance);
addOrdersCommands(program, findInstance);
addMismatchesCommand(program, findInstance);
addParkedCommands(program, findInstance);
addRebuildCommand(program, findInstance);
// These load a lot: only when one of them may be meant, or help is asked for.
const words = process.argv.slice(2);
if (
  words.length === 0 ||
  words.some((word) => ['import', 'export', 'replay', 'help', '--help', '-h'].includes(word))
) {
  const { addExportCommand } = await import('./commands/export-products/command.ts');
  const { addImportCommand } = await import('./commands/import-products/command.ts');
  const { addReplayCommand } = await import('./commands/replay/command.ts');
  addImportCommand(program, findInstance);
  addExportCommand(program, findInstance);
  addReplayCommand(program, findInstance);
}

// A reader such as `head` leaves before everything is written, a terminal is closed, a disk is full: none of
// that may end a supervisor, which has to stop what it runs in an orderly way.
for (const output of [process.stdout, process.stderr])
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 1;
  });

const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if ((code === 'EACCES' || code === 'EPERM') && path)
    return `${path} belongs to another user: run this as the user who started the system first.`;
  return error.message;
};

// A system in a private network is commanded from inside: nothing but its gateway is reached from here.
program.hook('preAction', (_, command) => {
  if (command.name() === 'start' && command.args.length === 0) return;
  const kept = network();
  if (kept !== null && holderOf(paths().run)) enterNetwork(kept);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
    console.error(sentenceOf(error));
    if (process.env.FONDACO_DEBUG) console.error(error);
  }
}
