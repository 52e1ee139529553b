import type { Server } from 'node:http';
import { type ControlActions, openControl } from '../../control/server.ts';
import { Failure } from '../../instance/failure.ts';
import { portTaken } from '../../instance/free-ports.ts';
import { hold, holderOf } from '../../instance/lock.ts';
import type { InstancePaths } from '../../instance/paths.ts';
import type { LocalAddresses } from '../../instance/ports.ts';

/**
 * Makes this process the one supervisor of the instance, by the control port, which the system gives to one
 * process only, and by a record for those who come later. Throws a Failure when another one is.
 */
export const claimInstance = async (options: {
  readonly paths: InstancePaths;
  readonly addresses: LocalAddresses;
  readonly port: number;
  readonly token: () => string | undefined;
  readonly actions: ControlActions;
}): Promise<{ release(): void }> => {
  const { paths, addresses, port } = options;
  const refuse = () => {
    const holder = holderOf(paths.run);
    if (holder)
      throw new Failure(
        `It is running already at https://localhost:${port}/ (process ${holder.pid}): stop it with Ctrl-C there ` +
          'or `npm run fondaco -- stop`, or start another one beside it with --port.',
      );
  };
  refuse();
  const server: Server = await openControl(addresses.control, options.token, options.actions).catch(
    (error: NodeJS.ErrnoException) => {
      refuse();
      throw portTaken({ address: addresses.control, by: 'the control of this instance' }, error.code, port);
    },
  );
  const lock = hold(paths.run);
  return {
    release: () => {
      server.close();
      server.closeAllConnections();
      lock.release();
    },
  };
};
