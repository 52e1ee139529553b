import { createHash, randomUUID } from 'node:crypto';
import { access, mkdtemp, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { prepareCluster } from './cluster.ts';
import { javaOptions } from './java-options.ts';

/**
 * A picture of Kafka's loaded classes, beside its jars: a broker that maps it needs 2.2 s of processor time to
 * be ready instead of 3.6, at every start and after every kill. It is taken at the end of a throw-away broker,
 * once for each Java. Undefined when that fails; a broker starts without it too.
 */
export const classArchive = async (jars: string): Promise<string | undefined> => {
  const archive = `${jars}-${await javaIdentity()}.jsa`;
  if (await isThere(archive)) return archive;
  const draft = `${archive}.${randomUUID()}.new`;
  try {
    await rehearse(jars, draft);
    await rename(draft, archive);
    return archive;
  } catch {
    return undefined;
  } finally {
    await rm(draft, { force: true });
  }
};

const rehearse = async (jars: string, archive: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-kafka-classes-'));
  const secret = { path: '', value: randomUUID() };
  try {
    const specs = await prepareCluster({
      brokers: [{ clients: await ownAddress(), controller: await ownAddress() }],
      dataDirectory: join(folder, 'data'),
      confDirectory: join(folder, 'conf'),
      java: javaOptions(jars),
      secrets: { admin: secret, broker: secret, controller: secret, services: {} },
    });
    for (const spec of specs) {
      const args = [`-XX:ArchiveClassesAtExit=${archive}`, ...spec.args];
      // Writing the picture comes on top of an orderly end.
      const broker = await startUnsupervised({ ...spec, args, stopTimeoutMs: 60_000 });
      await broker.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const ownAddress = async () => ({ host: '127.0.0.1', port: await freePort() });

/** Changes with another Java, whose picture would be ignored. */
const javaIdentity = async (): Promise<string> => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = await realpath(join(folder, 'java')).catch(() => undefined);
    if (path === undefined) continue;
    const { mtimeMs, size } = await stat(path);
    return createHash('sha256').update(`${path} ${mtimeMs} ${size}`).digest('hex').slice(0, 8);
  }
  return 'java';
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
