import { stat } from 'node:fs/promises';
import { Failure } from '../instance/failure.ts';
import { run, type SystemUser } from '../setup/run.ts';

const name = 'postgres';

/**
 * Who the server runs as: PostgreSQL refuses to be root. Undefined means whoever runs this. Data that
 * an ordinary user made earlier stays his.
 */
export const serverUser = async (dataDirectory: string): Promise<SystemUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(dataDirectory).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return (await lookUp()) ?? (await create());
};

const lookUp = async (): Promise<SystemUser | undefined> => {
  try {
    return { uid: Number(await run('id', ['-u', name])), gid: Number(await run('id', ['-g', name])) };
  } catch {
    return undefined;
  }
};

const create = async (): Promise<SystemUser> => {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
  } catch (error) {
    // Several servers are prepared at once; the first one may just have made the user.
    const made = await lookUp();
    if (made) return made;
    throw new Failure(
      `PostgreSQL must not run as root, and the user "${name}" could not be made: ${reason(error)}`,
    );
  }
  const made = await lookUp();
  if (!made) throw new Failure(`The user "${name}" was made but cannot be found.`);
  return made;
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
