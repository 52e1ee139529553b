import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { fileArgument } from '../file-argument.ts';
import type { FindInstance } from '../operator-context.ts';
import { describeReplay, totalsOf, troubles } from './totals.ts';

const DEFAULT_CONCURRENCY = 16;
const MAX_TROUBLES_SHOWN = 20;

type Options = { readonly json?: boolean; readonly concurrency: number };

/** `replay FILE`: places the invoices of a shop's past as orders and pays for them, through the gateway, as its customers would. */
export const addReplayCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('replay')
    .description(
      'place the invoices of a CSV file as orders and pay for them: invoice, sku, quantity, customer, country',
    )
    .argument('<file>', 'the CSV file, UTF-8', (name) => fileArgument(name))
    .option('--concurrency <n>', 'how many at once', wholeNumber, DEFAULT_CONCURRENCY)
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, { json, concurrency }: Options) => {
      // Loaded only here: no other command needs it.
      const { runReplay } = await import('./run-replay.ts');
      const outcomes = await runReplay(await findInstance(), file, concurrency);
      const totals = totalsOf(outcomes.map(({ outcome }) => outcome));
      const trouble = troubles(outcomes);
      for (const line of trouble.slice(0, MAX_TROUBLES_SHOWN)) console.error(line);
      if (trouble.length > MAX_TROUBLES_SHOWN) {
        console.error(`… and ${trouble.length - MAX_TROUBLES_SHOWN} more.`);
      }
      console.log(json ? JSON.stringify(totals, null, 2) : describeReplay(totals, trouble.length));
      const refused = outcomes.filter(({ outcome }) => outcome.kind === 'refused').length;
      if (refused > 0) throw new Failure(`${refused} invoices were refused; the reasons are above.`);
    });
};

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 256) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 256.');
  }
  return number;
};
