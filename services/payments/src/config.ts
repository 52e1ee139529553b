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
import { missingProviderSettings, providerSettings } from './provider/provider-settings.ts';

const Settings = Type.Object({
  ...serviceSettings,
  ...identitySettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('payments.orders'),
  ...providerSettings,
  /** Where customers come back to from the provider: scheme, host and port. */
  PUBLIC_ORIGIN: Type.String({ pattern: '^https?://[^/]+$' }),
  /** Calls to the provider at once, of this process. */
  PROVIDER_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 256, default: 16 }),
  /** How long an attempt waits for an order that nobody has asked a payment of. */
  WAITING_SECONDS: Type.Integer({ minimum: 1, default: 3_600 }),
  /** How often the record is compared with the provider's. */
  RECONCILE_SECONDS: Type.Integer({ minimum: 1, default: 60 }),
});

export type Config = Static<typeof Settings>;

/** Every setting of the service. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => {
  const config = readSettings(Settings, env);
  const missing = missingProviderSettings(config);
  if (missing.length > 0) throw new SettingsError(missing);
  return config;
};
