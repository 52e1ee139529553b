import type { Server } from 'node:http';
import { type ControlActions, openControl } from '../../control/server.ts';
import { Failure } from '../../instance/failure.ts';
import { portTaken } from '../../instance/free-ports.ts';
import { hold, holderOf } from '../../instance/lock.ts';
import type { InstancePaths } from '../../instance/paths.ts';
import { type LocalAddresses, portOption } from '../../instance/ports.ts';

const watchPeriodMs = 1_000;

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
  /** Called once when the instance's folder has been removed while it ran. */
  readonly onLost: () => void;
}): Promise<{ release(): void }> => {
  const { paths, addresses, port } = options;
  const refuse = () => {
    const holder = holderOf(paths.run);
    if (holder)
      throw new Failure(
        `It is running already at https://localhost:${port}/ (process ${holder.pid}): stop it with Ctrl-C there ` +
          `or \`npm run fondaco -- stop${portOption(port)}\`, or start another one beside it with --port.`,
      );
  };
  refuse();
  const server: Server = await openControl(addresses.control, options.token, options.actions).catch(
    (error: NodeJS.ErrnoException) => {
      refuse();
      throw portTaken({ address: addresses.control, by: 'the control of this instance' }, error.code, port);
    },
  );
  const lock = holdOr(paths.run, () => server.close());
  const watch = setInterval(() => {
    if (lock.isHeld()) return;
    clearInterval(watch);
    options.onLost();
  }, watchPeriodMs);
  watch.unref();
  return {
    release: () => {
      clearInterval(watch);
      server.close();
      server.closeAllConnections();
      lock.release();
    },
  };
};

/** An open control port would keep a process that holds nothing from ending. */
const holdOr = (runFolder: string, letGo: () => void) => {
  try {
    return hold(runFolder);
  } catch (error) {
    letGo();
    throw error;
  }
};
