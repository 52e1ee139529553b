import {
  consumerGroupSettings,
  type Environment,
  identitySettings,
  kafkaSettings,
  postgresSettings,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Settings = Type.Object({
  ...serviceSettings,
  ...identitySettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('products.reservations'),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
