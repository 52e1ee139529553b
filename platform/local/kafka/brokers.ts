import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { classArchive } from './class-archive.ts';
import { type ClusterOptions, prepareCluster } from './cluster.ts';
import { jmxAgent, kafkaJars } from './jars.ts';
import { javaOptions } from './java-options.ts';

export type KafkaOptions = Omit<ClusterOptions, 'java' | 'agent'> & {
  /** Gets what can be made again: Kafka's jars and a picture of its loaded classes. */
  readonly cacheDirectory: string;
};

/**
 * Fetches Kafka when it is not there yet, makes the brokers' storage when there is none, and gives the
 * processes `kafka-1`, … to supervise. They need one another: start all, then wait.
 */
export const prepareKafka = async (options: KafkaOptions): Promise<readonly ProcessSpec[]> => {
  const jars = await kafkaJars(options.cacheDirectory);
  const java = javaOptions(jars, await classArchive(jars));
  return prepareCluster({ ...options, java, agent: await jmxAgent(jars) });
};
