import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../instance/failure.ts';
import { run } from '../setup/run.ts';

const pom = join(import.meta.dirname, 'pom.xml');

/**
 * The folder with Kafka's jars, fetched by Maven when it is not there yet. Two starts at once are safe.
 * Rejects with one sentence when Maven cannot fetch.
 */
export const kafkaJars = async (cacheDirectory: string): Promise<string> => {
  const content = await readFile(pom, 'utf8');
  const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)/.exec(content)?.[1];
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const jars = join(cacheDirectory, `kafka-${version}-${hash}`);
  if (await isThere(jars)) return jars;

  const draft = `${jars}.${randomUUID()}.new`;
  await mkdir(draft, { recursive: true });
  try {
    // A pom of its own folder: Maven writes beside it.
    await copyFile(pom, join(draft, 'pom.xml'));
    await fetchInto(draft);
    await rename(draft, jars).catch(async (error: unknown) => {
      if (!(await isThere(jars))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return jars;
};

/** The jar that shows a broker's own metrics. */
export const jmxAgent = async (jars: string): Promise<string> => {
  const found = (await readdir(jars)).find((name) => name.startsWith('jmx_prometheus_javaagent-'));
  if (found === undefined) throw new Error(`There is no JMX agent among ${jars}.`);
  return join(jars, found);
};

const fetchInto = async (folder: string): Promise<void> => {
  const args = [
    '--quiet',
    '--batch-mode',
    '--strict-checksums',
    '--file',
    join(folder, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${folder}`,
  ];
  try {
    await run('mvn', args, { cwd: dirname(folder), env: mavenEnvironment() });
  } catch (error) {
    throw new Failure(
      'Maven could not fetch Kafka: let it reach Maven Central, or name a mirror in ' +
        `~/.m2/settings.xml. ${reason(error)}`,
    );
  }
};

/** Whatever tells Maven about proxies, mirrors and its Java. */
const mavenEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^(HOME|USER|JAVA_HOME|(MAVEN|MVN|M2)_?.*|.*_proxy)$/i.test(name)
        ? [[name, value]]
        : [],
    ),
  );

const reason = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.includes('ERROR')) ?? text;
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
