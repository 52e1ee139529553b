import type { Command } from 'commander';
import { Failure } from '../../instance/failure.ts';
import type { FindInstance } from '../operator-context.ts';
import { consumingServices } from './consuming-services.ts';
import { consumingServiceArgument, idArgument, idsArgument, limitArgument } from './parked-arguments.ts';
import type { Result } from './parked-texts.ts';

type Json = { readonly json?: boolean };
type Filter = {
  readonly consumer?: string;
  readonly key?: string;
  readonly type?: string;
  readonly reason?: string;
};

/** `parked …`: what no service could process, and what to do about it. */
export const addParkedCommands = (program: Command, findInstance: FindInstance): void => {
  const parked = program.command('parked').description('messages that a service could not process');

  parked
    .command('list')
    .description('list them, the earliest first')
    .option('--service <service>', 'of this service only', consumingServiceArgument)
    .option('--consumer <name>', 'of this consumer only')
    .option('--key <key>', 'of this key only, such as an order')
    .option('--type <type>', 'of this type of event only')
    .option('--reason <text>', 'only those whose reason begins like this')
    .option('--limit <n>', 'at most so many of each service', limitArgument, 50)
    .option('--json', 'print it as JSON')
    .action(async (options: Filter & Json & { service?: string; limit: number }) => {
      const { json, service, limit, ...filter } = options;
      const instance = await findInstance();
      const { listParked } = await import('./work-on-parked.ts');
      const { listText } = await import('./parked-texts.ts');
      const { done, failures } = await ofEach(service ? [service] : consumingServices(), (name) =>
        listParked(instance, name, filter, limit),
      );
      print(json, done, (listings) => listText(listings, new Date()));
      failTogether(failures);
    });

  parked
    .command('show')
    .description('look at one; personal data is masked')
    .argument('<service>', 'which has parked it', consumingServiceArgument)
    .argument('<id>', 'its id in the list', idArgument)
    .option('--json', 'print it as JSON')
    .action(async (service: string, id: number, { json }: Json) => {
      const instance = await findInstance();
      const { askService } = await import('./ask-service.ts');
      const { messageText } = await import('./parked-texts.ts');
      const message = await askService(instance, service, (messages) => messages.get(id));
      print(json, message, (found) => messageText(service, found, new Date()));
    });

  parked
    .command('retry')
    .description('process them now: some, or all of a key or of a consumer, in their order')
    .argument('<service>', 'which has parked them', consumingServiceArgument)
    .argument('[ids...]', 'ids in the list', idsArgument)
    .option('--key <key>', 'all of this key')
    .option('--consumer <name>', 'all of this consumer')
    .option('--json', 'print it as JSON')
    .action(async (service: string, ids: number[] = [], options: Json & Pick<Filter, 'consumer' | 'key'>) => {
      const { json, ...filter } = options;
      if (ids.length > 0 === Object.keys(filter).length > 0)
        throw new Failure('Say which: either ids, or --key, or --consumer, or both of these.', {
          exitCode: 2,
        });
      const instance = await findInstance();
      const { retryParked } = await import('./work-on-parked.ts');
      await report(json, await retryParked(instance, service, { ids, ...filter }), 'retried', 'processed');
    });

  parked
    .command('discard')
    .description('throw them away for good, and say why')
    .argument('<service>', 'which has parked them', consumingServiceArgument)
    .argument('<ids...>', 'ids in the list', idsArgument)
    .requiredOption('--reason <text>', 'why: it is kept with your act')
    .option('--json', 'print it as JSON')
    .action(async (service: string, ids: number[], { json, reason }: Json & { reason: string }) => {
      const instance = await findInstance();
      const { discardParked } = await import('./work-on-parked.ts');
      await report(json, await discardParked(instance, service, ids, reason), 'discarded', 'discarded');
    });

  parked
    .command('erase')
    .description("take a person's data out of what is parked in all services; ids and amounts stay")
    .argument('<customer-id>')
    .option('--json', 'print it as JSON')
    .action(async (customerId: string, { json }: Json) => {
      const instance = await findInstance();
      const { askService } = await import('./ask-service.ts');
      const { done, failures } = await ofEach(consumingServices(), async (service) => ({
        service,
        ...(await askService(instance, service, (messages) => messages.erase(customerId))),
      }));
      print(json, done, (services) =>
        services.map(({ service, erased }) => `${service}: messages changed: ${erased}`).join('\n'),
      );
      failTogether(failures);
    });

  parked
    .command('audit')
    .description('show what was done with them and by whom, the newest first')
    .argument('<service>', 'which had parked them', consumingServiceArgument)
    .argument('[id]', 'of this message only', idArgument)
    .option('--json', 'print it as JSON')
    .action(async (service: string, messageId: number | undefined, { json }: Json) => {
      const instance = await findInstance();
      const { askService } = await import('./ask-service.ts');
      const { auditText } = await import('./parked-texts.ts');
      const { items } = await askService(instance, service, (messages) =>
        messages.audit({ ...(messageId === undefined ? {} : { messageId }), limit: 100 }),
      );
      print(json, items, auditText);
    });
};

const print = <Answer>(json: boolean | undefined, answer: Answer, text: (answer: Answer) => string): void => {
  console.log(json ? JSON.stringify(answer, null, 2) : text(answer));
};

/** What did not come to its end makes the command fail, after everything has been said. */
const report = async (
  json: boolean | undefined,
  results: readonly Result[],
  good: string,
  done: string,
): Promise<void> => {
  const { resultsText } = await import('./parked-texts.ts');
  print(json, results, (all) => (all.length === 0 ? 'Nothing of that is parked.' : resultsText(all)));
  const other = results.filter(({ outcome }) => outcome !== good).length;
  if (other > 0) throw new Failure(`${other} of ${results.length} could not be ${done}.`);
};

/** A service that is away hides nothing of what the others say. */
const ofEach = async <Answer>(services: readonly string[], ask: (service: string) => Promise<Answer>) => {
  const settled = await Promise.allSettled(services.map(ask));
  return {
    done: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failures: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  };
};

const failTogether = (failures: readonly unknown[]): void => {
  const strange = failures.find((failure) => !(failure instanceof Failure));
  if (strange !== undefined) throw strange;
  if (failures.length > 0)
    throw new Failure(failures.map((failure) => (failure as Failure).message).join('\n'));
};
