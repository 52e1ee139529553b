import { type Command, Option } from 'commander';
import { fileArgument } from '../file-argument.ts';
import type { FindInstance } from '../operator-context.ts';

/** `export products FILE`: `-` for the standard output. */
export const addExportCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('export')
    .description('take data out')
    .command('products')
    .description('write all products into a file that can be imported again')
    .argument('<file>', 'the file, or - for the standard output', (name) =>
      name === '-' ? name : fileArgument(name),
    )
    .addOption(
      new Option('--format <format>', 'what to write, unless the name of the file says so').choices([
        'csv',
        'ndjson',
      ]),
    )
    .action(async (file: string, options: { readonly format?: 'csv' | 'ndjson' }) => {
      const instance = await findInstance();
      // Loaded only here: no other command needs it.
      const { runExport } = await import('./run-export.ts');
      const format = options.format ?? (/\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv');
      await runExport(instance, file, format);
      if (file !== '-') console.log(`All products were written to ${file}.`);
    });
};
