import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createServiceTokenSigner } from '@fondaco/chassis/service';
import { eventually, freePort, type TestKafka } from '@fondaco/chassis/testing';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

export type ProductsProcess = Awaited<ReturnType<typeof spawnProducts>>;

/** A key of the operator's, with which processes are told to let its bearer in. */
export const operator = () => {
  const pair = generateKeyPairSync('ed25519');
  const sign = createServiceTokenSigner({
    service: 'operator',
    key: pair.privateKey.export({ format: 'jwk' }),
  });
  return {
    callers: JSON.stringify({ operator: pair.publicKey.export({ format: 'jwk' }) }),
    token: () => sign('products'),
  };
};

/** The service as a process that can be killed, on a database that outlives it. */
export const spawnProducts = async (options: {
  readonly instance: string;
  readonly databaseUrl: string;
  readonly kafka: TestKafka;
  readonly callers: string;
}) => {
  const [http, management] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'error',
      INSTANCE: options.instance,
      HTTP_PORT: String(http),
      MANAGEMENT_PORT: String(management),
      USERS_URL: 'http://127.0.0.1:1',
      CALLERS: options.callers,
      DATABASE_URL: options.databaseUrl,
      KAFKA_BROKERS: options.kafka.brokers.join(','),
      KAFKA_NAMESPACE: options.kafka.namespace,
      CONSUMER_GROUPS: '{"products.reservations":{"topics":["orders.order"],"start":"earliest"}}',
      IMAGE_STORAGE: 'folder',
      IMAGE_FOLDER: tmpdir(),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await eventually(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${management}/health/ready`);
      if (!answer.ok) throw new Error(await answer.text());
    },
    { within: 60_000 },
  );
  return {
    url: `http://127.0.0.1:${http}`,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
};
