import { Command, CommanderError } from 'commander';
import { topology } from '../../../topology.ts';
import { addExportCommand } from '../../local/commands/export-products/command.ts';
import { addImagesCommand } from '../../local/commands/images-add/images-add-command.ts';
import { addImportCommand } from '../../local/commands/import-products/command.ts';
import { addMismatchesCommand } from '../../local/commands/mismatches/mismatches-command.ts';
import { addOrdersCommands } from '../../local/commands/orders/orders-command.ts';
import { addParkedCommands } from '../../local/commands/parked/parked-commands.ts';
import { addRebuildCommand } from '../../local/commands/rebuild/rebuild-command.ts';
import { addStaffCommand } from '../../local/commands/staff-add/staff-add-command.ts';
import { Failure } from '../../local/instance/failure.ts';
import { operatorContext } from './context.ts';

/** The commands that work on a running system, from inside its network. */
const program = new Command('operator').showHelpAfterError('Add --help to see what there is.').exitOverride();
const find = () => operatorContext(topology, process.env);

addStaffCommand(program, find);
addImagesCommand(program, find);
addImportCommand(program, find);
addExportCommand(program, find);
addOrdersCommands(program, find);
addMismatchesCommand(program, find);
addParkedCommands(program, find);
addRebuildCommand(program, find);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
    console.error(error instanceof Error ? error.message : error);
  }
}
