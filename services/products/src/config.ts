import {
  consumerGroupSettings,
  type Environment,
  identitySettings,
  kafkaSettings,
  postgresSettings,
  readSettings,
  SettingsError,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';
import { imageSettings, missingImageSettings } from './image/image-settings.ts';

const Settings = Type.Object({
  ...serviceSettings,
  ...identitySettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('products.reservations'),
  ...imageSettings,
  /** Where fewer can be ordered, a SKU is said to be low; 0 says so of none. */
  LOW_STOCK: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 5 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => {
  const config = readSettings(Settings, env);
  const missing = missingImageSettings(config);
  if (missing.length > 0) throw new SettingsError(missing);
  return config;
};
