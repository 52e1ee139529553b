import type { BaseOptions } from '@platformatic/kafka';
import type { Log } from '../service/index.ts';

/** Where the cluster is and who we are to it. Holds no connection: outbox and consumers open their own. */
export type Kafka = {
  /** What every client of the cluster needs. */
  readonly connection: Pick<BaseOptions, 'bootstrapBrokers' | 'clientId' | 'sasl' | 'tls' | 'connectTimeout'>;
  /** The name on the cluster of a topic, a group or a transactional id. */
  readonly named: (name: string) => string;
};

const CONNECT_TIMEOUT_MS = 2_000;

/**
 * `brokers` are `host:port`. With `username` and `password` it authenticates by SCRAM-SHA-512; throws when
 * only one of them is given. Every name on the cluster gets the prefix `namespace`, so that several systems
 * can share one.
 */
export const createKafka = (options: {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: boolean;
  readonly namespace: string;
  readonly log: Log;
}): Kafka => {
  const { brokers, clientId, username, password, tls = false, namespace, log } = options;
  if ((username === undefined) !== (password === undefined)) {
    throw new Error('Kafka needs a username and a password, or neither');
  }
  if (username === undefined) log.warn('kafka: no username is set, connections are not authenticated');
  return {
    connection: {
      bootstrapBrokers: [...brokers],
      clientId,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...(tls && { tls: {} }),
      ...(username !== undefined &&
        password !== undefined && {
          sasl: { mechanism: 'SCRAM-SHA-512' as const, username, password },
        }),
    },
    named: (name) => namespace + name,
  };
};
