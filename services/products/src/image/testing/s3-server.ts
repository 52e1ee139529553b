import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { eventually, freePort } from '@fondaco/chassis/testing';

/** S3Proxy, a server of its own that speaks as S3 does and checks every signature. */
const VERSION = '2.7.0';
const ARTIFACT = `org.gaul:s3proxy:${VERSION}:jar:jar-with-dependencies`;
const SHA256 = 'f3ff95bd78a7afbbcd5da56f8f6180ef71ad00601392f7e2f5a220c97ad69eef';
const CACHE = join(import.meta.dirname, '../../../../../.fondaco/cache');

const credentials = { accessKeyId: 'fondaco', secretAccessKey: 'known-to-both-sides' };
const region = 'us-east-1';

export type S3Server = Awaited<ReturnType<typeof startS3Server>>;

/** It holds what it gets in memory, in one bucket. */
export const startS3Server = async () => {
  const jar = await fetchJar();
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-s3-'));
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const properties = join(folder, 's3proxy.properties');
  await writeFile(
    properties,
    [
      `s3proxy.endpoint=${endpoint}`,
      's3proxy.authorization=aws-v2-or-v4',
      `s3proxy.identity=${credentials.accessKeyId}`,
      `s3proxy.credential=${credentials.secretAccessKey}`,
      'jclouds.provider=transient-nio2',
      'jclouds.identity=unused',
      'jclouds.credential=unused',
    ].join('\n'),
  );
  const child = spawn(
    'java',
    ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar, '--properties', properties],
    { stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true });
  };
  const bucket = 'pictures';
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await eventually(() => client.send(new CreateBucketCommand({ Bucket: bucket })), { within: 30_000 });
  } catch (error) {
    await stop();
    throw error;
  } finally {
    client.destroy();
  }
  return {
    endpoint,
    region,
    bucket,
    credentials,
    /** Takes connections and never answers, until it thaws. */
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop,
  };
};

/** Fetched by Maven once for all test runs, and used only if it is the very file. */
const fetchJar = async (): Promise<string> => {
  const jar = join(CACHE, `s3proxy-${VERSION}-${SHA256.slice(0, 12)}.jar`);
  if (await isThere(jar)) return jar;
  const draft = `${jar}.${randomUUID()}.new`;
  await mkdir(draft, { recursive: true });
  try {
    await promisify(execFile)(
      'mvn',
      [
        '--quiet',
        '--batch-mode',
        '--strict-checksums',
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
        `-Dartifact=${ARTIFACT}`,
        `-DoutputDirectory=${draft}`,
      ],
      { cwd: draft },
    );
    const fetched = join(draft, `s3proxy-${VERSION}-jar-with-dependencies.jar`);
    const sum = createHash('sha256')
      .update(await readFile(fetched))
      .digest('hex');
    if (sum !== SHA256) throw new Error(`${ARTIFACT} has the SHA-256 ${sum}, and should have ${SHA256}`);
    await rename(fetched, jar);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return jar;
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
};
