import type { Command } from 'commander';
import { asOperator } from '../operator-call.ts';
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

const addStaff = async (context: OperatorContext, email: string) => {
  // Loaded only here: no other command needs it.
  const { usersClient } = await import('@fondaco/contracts/http/users');
  return asOperator(context, 'users', (call) => usersClient(call).addStaff(email), {
    explain: (code) =>
      code === 'request/invalid' ? `"${email}" is no e-mail address that Users takes.` : undefined,
  });
};
