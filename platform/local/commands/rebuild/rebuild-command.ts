import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { asOperator } from '../operator-call.ts';
import type { FindInstance } from '../operator-context.ts';
import { describeRebuild } from './describe-rebuild.ts';

/** What can be built anew, by the consumer that keeps it. */
const COPIES = ['orders.product-copy'] as const;

const copyArgument = (text: string): (typeof COPIES)[number] => {
  const copy = COPIES.find((one) => one === text);
  if (copy === undefined) throw new InvalidArgumentError(`There is: ${COPIES.join(', ')}.`);
  return copy;
};

/** `rebuild COPY`: waits for its end. Interrupted, it goes on without anybody who waits. */
export const addRebuildCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('rebuild')
    .description('build a copy of other services’ data anew from its compacted topic, while it is in use')
    .argument('<copy>', COPIES.join(', '), copyArgument)
    .option('--json', 'print what was done as JSON')
    .action(async (_copy: string, { json }: { json?: boolean }) => {
      const context = await findInstance();
      // Loaded only here: no other command needs it.
      const { awaitRebuild } = await import('./await-rebuild.ts');
      const rebuild = await asOperator(context, 'orders', awaitRebuild);
      if (json) console.log(JSON.stringify(rebuild, null, 2));
      else if (rebuild.state === 'done') console.log(describeRebuild(rebuild));
      if (rebuild.state === 'failed')
        throw new Failure(`The rebuild failed. ${rebuild.failure ?? ''}`.trim());
    });
};
