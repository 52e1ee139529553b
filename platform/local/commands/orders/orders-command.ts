import { randomUUID } from 'node:crypto';
import type { Order, orderStaffClient } from '@fondaco/contracts/http/orders';
import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { asOperator } from '../operator-call.ts';
import type { FindInstance } from '../operator-context.ts';
import { type Quantity, readQuantities } from './quantities.ts';

type Orders = ReturnType<typeof orderStaffClient>;
type Output = { readonly json?: boolean };
type Changing = Output & { readonly lines?: readonly Quantity[]; readonly key: string };

/** `orders show|ship|deliver|cancel|refund ORDER_ID`: what staff do, from the command line. */
export const addOrdersCommands = (program: Command, findInstance: FindInstance): void => {
  const orders = program.command('orders').description('look at orders, and do what staff do with them');

  const onOrder = (name: string, description: string): Command =>
    orders
      .command(name)
      .description(description)
      .argument('<order>', 'the id of the order', orderId)
      .option('--json', 'print the order as JSON');

  const perform = async ({ json }: Output, work: (client: Orders) => Promise<Order>): Promise<void> => {
    // Loaded only here: no other command needs it.
    const { orderStaffClient } = await import('@fondaco/contracts/http/orders');
    const { describeOrder } = await import('./describe-order.ts');
    const order = await asOperator(await findInstance(), 'orders', (call) => work(orderStaffClient(call)));
    console.log(json ? JSON.stringify(order, null, 2) : describeOrder(order));
  };

  onOrder('show', 'show an order with its lines, shipments, refunds and timeline').action(
    (id: string, output: Output) => perform(output, ({ get }) => get(id)),
  );

  repeatable(onOrder('ship', 'say that an order leaves: all that has not shipped, or some lines of it'))
    .option('--lines <SKU=n,…>', 'these lines only', readQuantities)
    .option('--carrier <name>', 'who carries it')
    .option('--tracking <code>', "the carrier's code for it")
    .action((id: string, options: Changing & { carrier?: string; tracking?: string }) =>
      perform(options, ({ ship }) =>
        withKey(options.key, () =>
          ship(id, options.key, {
            ...linesOf(options),
            ...(options.carrier === undefined ? {} : { carrier: options.carrier }),
            ...(options.tracking === undefined ? {} : { trackingCode: options.tracking }),
          }),
        ),
      ),
    );

  onOrder('deliver', 'say that a shipped order has arrived').action((id: string, output: Output) =>
    perform(output, ({ deliver }) => deliver(id)),
  );

  onOrder('cancel', 'cancel an order that has not begun to ship').action((id: string, output: Output) =>
    perform(output, ({ cancel }) => cancel(id)),
  );

  repeatable(
    onOrder('refund', 'pay back all that has not been, or some lines; what has not shipped never will'),
  )
    .requiredOption('--reason <text>', 'why, for the customer and for the books')
    .option('--lines <SKU=n,…>', 'these lines only', readQuantities)
    .action((id: string, options: Changing & { reason: string }) =>
      perform(options, ({ refund }) =>
        withKey(options.key, () => refund(id, options.key, { ...linesOf(options), reason: options.reason })),
      ),
    );
};

const repeatable = (command: Command): Command =>
  command.option(
    '--key <key>',
    'idempotency key, to repeat a command whose outcome is not known',
    randomUUID(),
  );

const linesOf = ({ lines }: Changing) => (lines === undefined ? {} : { lines: [...lines] });

/** Whoever got no answer may say the same again, and it is done once. */
const withKey = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
  const { UpstreamUnavailable } = await import('@fondaco/chassis/service');
  return work().catch((error: unknown) => {
    if (!(error instanceof UpstreamUnavailable)) throw error;
    throw new Failure(
      `Orders does not answer: it may have been done. Say the same again with --key ${key}.`,
      {
        cause: error,
      },
    );
  });
};

const orderId = (text: string): string => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('An order id looks like 0199f3a0-0000-7000-8000-000000000001.');
  return text.toLowerCase();
};
