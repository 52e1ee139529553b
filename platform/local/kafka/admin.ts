import { Admin } from '@platformatic/kafka';
import type { Address } from '../../addresses.ts';

export type KafkaLogin =
  | { readonly username: string; readonly password: string }
  /** What the cluster's own identity provider gives: a token that is asked for at each connection. */
  | { readonly token: () => Promise<string> };

export type AdminOptions = {
  readonly brokers: readonly Address[];
  /** Absent: the broker asks for no credentials. */
  readonly login?: KafkaLogin;
  /** Whether to speak TLS, with a certificate that the system's authorities vouch for. */
  readonly tls?: boolean;
};

/** Lends an administrator's connection to `work` and closes it afterwards. Nothing is tried twice. */
export const withAdmin = async <T>(options: AdminOptions, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Admin({
    clientId: 'fondaco-platform',
    bootstrapBrokers: [...options.brokers],
    retries: 0,
    connectTimeout: 2_000,
    requestTimeout: 10_000,
    ...(options.tls && { tls: {} }),
    ...(options.login && { sasl: saslOf(options.login) }),
  });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
};

const saslOf = (login: KafkaLogin) =>
  'token' in login
    ? ({ mechanism: 'OAUTHBEARER', token: login.token } as const)
    : ({ mechanism: 'SCRAM-SHA-512', ...login } as const);
