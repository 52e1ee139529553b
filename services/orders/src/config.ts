import {
  calleeUrl,
  callerSettings,
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
  ...callerSettings,
  ...postgresSettings,
  ...kafkaSettings,
  CONSUMER_GROUPS: Type.Object({
    'orders.product-copy': ConsumerGroup,
    'orders.order-process': ConsumerGroup,
  }),
  PRODUCTS_URL: calleeUrl,
});

export type Config = Static<typeof Settings>;

/** Every setting of the service. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
