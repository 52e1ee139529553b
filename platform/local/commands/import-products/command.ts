import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { fileArgument } from '../file-argument.ts';
import type { FindInstance } from '../operator-context.ts';
import { describeImport } from './summary.ts';

type Options = { readonly setStock?: boolean; readonly json?: boolean; readonly rejects?: string };

/** `import products FILE`. Refused rows are a result, not a failure. */
export const addImportCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('import')
    .description('bring data in')
    .command('products')
    .description('import products from a CSV file: sku, name, price, currency, stock')
    .argument('<file>', 'the CSV file, UTF-8', (name) => fileArgument(name))
    .option('--set-stock', 'set the stock of SKUs that are there already, too')
    .option('--rejects <file>', 'where to write the refused rows', (name) => fileArgument(name))
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, options: Options) => {
      const instance = await findInstance();
      const rejects = options.rejects ?? join(instance.paths.state, rejectsName(file));
      // Loaded only here: no other command needs it.
      const { runImport } = await import('./run-import.ts');
      const summary = await runImport(instance, file, rejects, options.setStock ?? false);
      const refused = summary.rows - summary.accepted;
      if (options.json) console.log(JSON.stringify(summary, null, 2));
      else console.log(describeImport(summary));
      if (refused > 0) console.error(`The refused rows, with their reasons: ${rejects}`);
    });
};

const rejectsName = (file: string): string => `import-rejects-${basename(file, extname(file))}.csv`;
