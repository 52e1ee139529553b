import {
  type Environment,
  identitySettings,
  kafkaSettings,
  postgresSettings,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const ConsumerGroup = Type.Object({
  topics: Type.Array(Type.String(), { minItems: 1 }),
  start: Type.Union([Type.Literal('earliest'), Type.Literal('latest')]),
});

const Settings = Type.Object({
  ...serviceSettings,
  ...identitySettings,
  ...postgresSettings,
  ...kafkaSettings,
  CONSUMER_GROUPS: Type.Object({ 'products.reservations': ConsumerGroup }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
