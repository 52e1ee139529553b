import {
  calleeUrl,
  callerSettings,
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
  ...callerSettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('orders.product-copy', 'orders.order-process'),
  PRODUCTS_URL: calleeUrl,
});

export type Config = Static<typeof Settings>;

/** Every setting of the service. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
