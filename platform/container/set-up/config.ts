import { CommaList, type Environment, readSettings } from '@fondaco/chassis/service';
import { type TProperties, type TSchema, Type } from 'typebox';
import { kafkaUsers } from '../../local/kafka/wanted.ts';
import type { Topology } from '../../topology-types.ts';

const Secret = Type.String({ minLength: 16 });
const Kafka = Type.Object({
  KAFKA_BROKERS: CommaList(Type.String({ pattern: '^[^:,\\s]+:\\d+$' })),
  /** As many as hold a copy of each record. */
  KAFKA_REPLICAS: Type.Integer({ minimum: 1, maximum: 3, default: 3 }),
  KAFKA_TLS: Type.Boolean({ default: false }),
  /** `scram`: KAFKA_USERNAME and KAFKA_PASSWORD. `iam`: the task's role, on Amazon MSK, which has its users elsewhere. */
  KAFKA_LOGIN: Type.Union([Type.Literal('scram'), Type.Literal('iam')], { default: 'scram' }),
  KAFKA_USERNAME: Type.String({ default: 'admin' }),
  KAFKA_PASSWORD: Type.Optional(Secret),
  KAFKA_REGION: Type.Optional(Type.String({ minLength: 1 })),
});

export type DatabaseConfig = {
  /** The administrator's, with his password: `postgres://postgres:…@host:5432/postgres`. */
  readonly url: string;
  readonly ownerPassword: string;
  readonly servicePassword: string;
  readonly monitorPassword: string;
};

export type Config = ReturnType<typeof readConfig>;

/** `storefront-bff` is `STOREFRONT_BFF` in names of settings. */
export const settingName = (part: string, setting: string): string =>
  `${part.toUpperCase().replaceAll('-', '_')}_${setting}`;

/**
 * For each service with a database `<SERVICE>_DATABASE_URL` (without a password), `_ADMINISTRATOR_PASSWORD`,
 * `_OWNER_PASSWORD`, `_MONITOR_PASSWORD` and `_PASSWORD`; for each user of the brokers `_KAFKA_PASSWORD`. Throws SettingsError.
 */
export const readConfig = (topology: Topology, env: Environment) => {
  const databases = Object.keys(topology.services).filter((name) => topology.services[name]?.database);
  const kafka = readSettings(Kafka, env);
  const users = kafka.KAFKA_LOGIN === 'scram' ? kafkaUsers(topology) : [];
  const settings = readSettings(
    Type.Object({
      ...each(databases, 'DATABASE_URL', Type.String({ pattern: '^postgres://[^:@/]+@[^/]+/' })),
      ...each(databases, 'ADMINISTRATOR_PASSWORD', Secret),
      ...each(databases, 'OWNER_PASSWORD', Secret),
      ...each(databases, 'MONITOR_PASSWORD', Secret),
      ...each(databases, 'PASSWORD', Secret),
      ...each(users, 'KAFKA_PASSWORD', Secret),
    }),
    env,
  ) as Record<string, string>;
  const of = (service: string, setting: string) => settings[settingName(service, setting)] ?? '';
  return {
    kafka,
    kafkaPasswords: Object.fromEntries(users.map((name) => [name, of(name, 'KAFKA_PASSWORD')])),
    databases: Object.fromEntries(
      databases.map((name): [string, DatabaseConfig] => [
        name,
        {
          url: withUser(of(name, 'DATABASE_URL'), of(name, 'ADMINISTRATOR_PASSWORD')),
          ownerPassword: of(name, 'OWNER_PASSWORD'),
          servicePassword: of(name, 'PASSWORD'),
          monitorPassword: of(name, 'MONITOR_PASSWORD'),
        },
      ]),
    ),
  };
};

/** The same address for somebody else, or for another database. */
export const withUser = (url: string, password: string, user?: string, database?: string): string => {
  const changed = new URL(url);
  changed.password = encodeURIComponent(password);
  if (user !== undefined) changed.username = user;
  if (database !== undefined) changed.pathname = `/${database}`;
  return changed.href;
};

const each = (names: readonly string[], setting: string, schema: TSchema): TProperties =>
  Object.fromEntries(names.map((name) => [settingName(name, setting), schema]));
