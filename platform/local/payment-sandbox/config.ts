import { type Environment, readSettings, serviceSettings } from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Origin = Type.String({ pattern: '^https://[^/]+$' });
const Secret = Type.String({ minLength: 16 });

const Settings = Type.Object({
  ...serviceSettings,
  /** Where browsers come: HTTPS, beside the API on HTTP_PORT. */
  BROWSER_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** What browsers call that: the origin of `actionUrl`. */
  BROWSER_ORIGIN: Origin,
  /** PEM */
  TLS_CERTIFICATE: Type.String({ pattern: '^-----BEGIN' }),
  TLS_KEY: Type.String({ pattern: '^-----BEGIN' }),
  /** The only origin whose pages may send cards, and the only one that a customer is sent back to. */
  SHOP_ORIGIN: Origin,
  /** What the shop's requests carry as a bearer token. */
  SECRET_KEY: Secret,
  /** What webhooks are signed with. */
  WEBHOOK_SECRET: Secret,
  WEBHOOK_URL: Type.String({ pattern: '^https?://' }),
  /** PEM of the authority behind the certificate at WEBHOOK_URL, where the system does not know it. */
  WEBHOOK_CA: Type.Optional(Type.String({ pattern: '^-----BEGIN' })),
  /** Where the host of WEBHOOK_URL is, when it is not to be looked up: `localhost` is another one in a network of its own. */
  WEBHOOK_IP: Type.Optional(Type.String({ format: 'ipv4' })),
  WEBHOOK_DELAY_MS: Type.Integer({ minimum: 0, maximum: 60_000, default: 50 }),
  /** The SQLite file with everything that was ever charged; made when it is not there. */
  DATA_FILE: Type.String({ minLength: 1 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
