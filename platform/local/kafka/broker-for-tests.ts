import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaSecrets } from '../secrets/secrets.ts';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import { prepareKafka } from './brokers.ts';

const cache = join(import.meta.dirname, '../../../.fondaco/cache');

/** A real, empty cluster for a test run. Without `secrets` everybody may do everything. */
export const startKafkaForTests = async (
  options: { readonly secrets?: KafkaSecrets; readonly brokers?: 1 | 3 } = {},
): Promise<{
  /** `127.0.0.1:9092`, of three brokers joined by commas. */
  readonly brokers: string;
  /** Without warning. The first broker is 0. */
  readonly kill: (broker: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}> => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-kafka-'));
  const ports = await Promise.all(Array.from({ length: 2 * (options.brokers ?? 1) }, freePort));
  const local = (port: number | undefined) => ({ host: '127.0.0.1', port: port ?? 0 });
  const addresses = Array.from({ length: options.brokers ?? 1 }, (_, index) => ({
    clients: local(ports[2 * index]),
    controller: local(ports[2 * index + 1]),
  }));
  const specs = await prepareKafka({
    brokers: addresses,
    dataDirectory: join(folder, 'data'),
    confDirectory: join(folder, 'conf'),
    cacheDirectory: cache,
    ...(options.secrets && { secrets: options.secrets }),
  });
  const running = await Promise.all(specs.map((spec) => startUnsupervised(spec)));
  return {
    brokers: addresses.map(({ clients }) => `${clients.host}:${clients.port}`).join(','),
    kill: async (broker) => {
      running[broker]?.child.kill('SIGKILL');
      await running[broker]?.stop();
    },
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
