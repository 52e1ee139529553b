import {
  calleeUrl,
  callerSettings,
  type Environment,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';
import { System } from './system/system.ts';

const Settings = Type.Object({
  ...serviceSettings,
  ...callerSettings,
  USERS_URL: calleeUrl,
  PROMETHEUS_URL: calleeUrl,
  /** How often Prometheus looks: a rate over less than a few of these has nothing to go by. */
  SCRAPE_INTERVAL_SECONDS: Type.Integer({ minimum: 1, maximum: 300, default: 15 }),
  /** 32 random bytes in base64: the key of the session cookies. Another one logs everybody out. */
  SESSION_SECRET: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  /** What browsers call the shop: scheme, host, port unless it is the scheme's own. */
  PUBLIC_ORIGIN: Type.String({ pattern: '^https://[a-z0-9.-]+(:\\d+)?$' }),
  /** The dashboards that Grafana gets, a JSON file each. */
  DASHBOARDS_FOLDER: Type.String({ minLength: 1 }),
  /** The runbooks, a Markdown file each. */
  RUNBOOKS_FOLDER: Type.String({ minLength: 1 }),
  /** Which parts there are and how they hang together. */
  SYSTEM: System,
});

export type Config = Static<typeof Settings>;

/** Every setting of the BFF. Throws SettingsError, which names all that are missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
