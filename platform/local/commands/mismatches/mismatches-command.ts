import type { HttpCall } from '@fondaco/contracts/http/common';
import type { Mismatch } from '@fondaco/contracts/http/mismatches';
import type { Command } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { asOperator } from '../operator-call.ts';
import type { FindInstance } from '../operator-context.ts';
import { describeMismatches } from './describe-mismatches.ts';

/** Who compares what they have on record with others. */
const comparing = ['orders', 'payments'] as const;

/** `mismatches`: where the records of orders, payments, stock and the provider disagree. */
export const addMismatchesCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('mismatches')
    .description('show where the records of orders, payments, stock and the payment provider disagree')
    .option('--json', 'print them as JSON, by the service that found them')
    .action(async ({ json }: { json?: boolean }) => {
      const context = await findInstance();
      const found: Record<string, Mismatch[]> = {};
      const away: Failure[] = [];
      for (const service of comparing) {
        try {
          found[service] = await asOperator(context, service, readAll);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          away.push(error);
        }
      }
      const all = Object.values(found).flat();
      if (json) console.log(JSON.stringify(found, null, 2));
      // That all records agree is said only when all were compared.
      else if (all.length > 0 || away.length === 0) console.log(describeMismatches(all));
      if (away.length > 0) throw new Failure(away.map(({ message }) => message).join('\n'));
    });
};

const readAll = async (call: HttpCall): Promise<Mismatch[]> => {
  // Loaded only here: no other command needs it.
  const { MismatchPage } = await import('@fondaco/contracts/http/mismatches');
  const all: Mismatch[] = [];
  let cursor: string | null = null;
  do {
    const query: { cursor?: string } = cursor === null ? {} : { cursor };
    const page: { items: Mismatch[]; nextCursor: string | null } = await call({
      method: 'GET',
      path: '/v1/mismatches',
      query,
      response: MismatchPage,
    });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
};
