import {
  calleeUrl,
  callerSettings,
  type Environment,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Settings = Type.Object({
  ...serviceSettings,
  ...callerSettings,
  USERS_URL: calleeUrl,
  PRODUCTS_URL: calleeUrl,
  ORDERS_URL: calleeUrl,
  PAYMENTS_URL: calleeUrl,
  /** 32 random bytes in base64: the key of the session cookies. Another one logs everybody out. */
  SESSION_SECRET: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  /** What browsers call the shop: scheme, host, port unless it is the scheme's own. */
  PUBLIC_ORIGIN: Type.String({ pattern: '^https://[a-z0-9.-]+(:\\d+)?$' }),
  /** Where a browser takes a card to, at the payment provider: it answers a token. */
  PAYMENT_TOKEN_URL: Type.String({ pattern: '^https://[a-z0-9.-]+(:\\d+)?/[\\x21-\\x7e]*$' }),
});

export type Config = Static<typeof Settings>;

/** Every setting of the BFF. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
