import { basename, extname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { fileArgument } from '../file-argument.ts';
import type { FindInstance } from '../operator-context.ts';
import { describeImport } from './summary.ts';

type Options = {
  readonly setStock?: boolean;
  readonly json?: boolean;
  readonly rejects?: string;
  readonly format?: 'csv' | 'ndjson';
};

/** `import products FILE`. Refused rows are a result, not a failure. */
export const addImportCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('import')
    .description('bring data in')
    .command('products')
    .description(
      'import products from a file: sku, name, price, currency, stock; product, category, description, status, attribute:NAME and option:NAME where there are such',
    )
    .argument('<file>', 'the file, UTF-8', (name) => fileArgument(name))
    .option('--set-stock', 'set the stock of SKUs that are there already, too')
    .addOption(
      new Option('--format <format>', 'what the file is, unless its name says so').choices(['csv', 'ndjson']),
    )
    .option('--rejects <file>', 'where to write the refused rows', (name) => fileArgument(name))
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, options: Options) => {
      const instance = await findInstance();
      const rejects = options.rejects ?? join(instance.paths.state, rejectsName(file));
      // Loaded only here: no other command needs it.
      const { runImport } = await import('./run-import.ts');
      const format = options.format ?? formatOf(file);
      const summary = await runImport(instance, file, rejects, {
        format,
        setStock: options.setStock ?? false,
      });
      const refused = summary.rows - summary.accepted;
      if (options.json) console.log(JSON.stringify(summary, null, 2));
      else console.log(describeImport(summary));
      if (refused > 0) console.error(`The refused rows, with their reasons: ${rejects}`);
    });
};

const formatOf = (file: string): 'csv' | 'ndjson' =>
  ['.ndjson', '.jsonl'].includes(extname(file).toLowerCase()) ? 'ndjson' : 'csv';

const rejectsName = (file: string): string => `import-rejects-${basename(file, extname(file))}.csv`;
