import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../instance/failure.ts';
import type { FindInstance, OperatorContext } from '../operator-context.ts';

/** `staff add EMAIL`: makes a staff account, or staff of an existing one. Its password is shown once. */
export const addStaffCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('staff')
    .description('accounts of those who run the shop')
    .command('add')
    .description('make a staff account and print its one-time password')
    .argument('<email>')
    .option('--json', 'print it as JSON')
    .action(async (email: string, { json }: { json?: boolean }) => {
      const invitation = await addStaff(await findInstance(), email);
      if (json) return console.log(JSON.stringify(invitation, null, 2));
      console.log(
        [
          `${invitation.user.email} is staff now.`,
          `One-time password: ${invitation.oneTimePassword}`,
          `It is shown only here, is good until ${invitation.expiresAt}, and is to be replaced at the first log-in.`,
        ].join('\n'),
      );
    });
};

const addStaff = async ({ addresses, paths }: OperatorContext, email: string) => {
  const address = addresses.services.users;
  if (!address) throw new Failure('This system has no users service.');
  // Loaded only here: no other command needs them.
  const {
    createHttpCall,
    createLogger,
    createMetrics,
    createServiceTokenSigner,
    UpstreamProblem,
    UpstreamUnavailable,
  } = await import('@fondaco/chassis/service');
  const { usersClient } = await import('@fondaco/contracts/http/users');
  const key = await readFile(join(paths.secrets, 'operator.service-key.json'), 'utf8');
  const call = createHttpCall({
    upstream: 'users',
    baseUrl: `http://${address.host}:${address.port}`,
    sign: createServiceTokenSigner({ service: 'operator', key: JSON.parse(key) }),
    metrics: createMetrics({ service: 'operator', instance: 'operator' }),
    log: createLogger({
      service: 'operator',
      instance: 'operator',
      level: 'fatal',
      destination: { write: () => undefined },
    }),
  });
  try {
    return await usersClient(call).addStaff(email);
  } catch (error) {
    if (error instanceof UpstreamProblem && error.problem.code === 'request/invalid')
      throw new Failure(`"${email}" is no e-mail address that Users takes.`, { cause: error });
    if (error instanceof UpstreamProblem)
      throw new Failure(
        `Users refused: ${error.problem.detail ?? error.problem.title} (${error.problem.code})`,
        {
          cause: error,
        },
      );
    if (error instanceof UpstreamUnavailable)
      throw new Failure('Users does not answer: see `npm run fondaco -- status`, and try again.', {
        cause: error,
      });
    throw error;
  } finally {
    await call.close();
  }
};
