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
  PAYMENTS_URL: calleeUrl,
  /** For how long a placed order can be paid. */
  PAYMENT_DEADLINE_SECONDS: Type.Integer({ minimum: 1, maximum: 2_592_000, default: 1_800 }),
  /** How long an answer may take before its question is asked again. */
  ASK_AGAIN_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 30 }),
  /** Pause between two comparisons with Payments and Products. */
  RECONCILE_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }),
  /** Clients of one process that are told of their orders at once. */
  STREAMS_LIMIT: Type.Integer({ minimum: 1, maximum: 100_000, default: 2_000 }),
});

export type Config = Static<typeof Settings>;

/** Every setting of the service. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
