import type { Command } from 'commander';
import type { ControlClient } from '../../control/client.ts';
import { table } from './table.ts';

/** `status`: every process of the running system; `--json` gives the whole SystemStatus. */
export const addStatusCommand = (program: Command, control: () => ControlClient): void => {
  program
    .command('status')
    .description('show every process: state, restarts, uptime, memory, address')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await control().status();
      console.log(json ? JSON.stringify(status, null, 2) : table(status));
    });
};
