import { Admin } from '@platformatic/kafka';
import type { Address } from '../../addresses.ts';

export type KafkaLogin = { readonly username: string; readonly password: string };

export type AdminOptions = {
  readonly brokers: readonly Address[];
  /** Absent: the broker asks for no credentials. */
  readonly login?: KafkaLogin;
};

/** Lends an administrator's connection to `work` and closes it afterwards. Nothing is tried twice. */
export const withAdmin = async <T>(options: AdminOptions, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Admin({
    clientId: 'fondaco-platform',
    bootstrapBrokers: [...options.brokers],
    retries: 0,
    connectTimeout: 2_000,
    requestTimeout: 10_000,
    ...(options.login && { sasl: { mechanism: 'SCRAM-SHA-512', ...options.login } }),
  });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
};
