import {
  callersSetting,
  type Environment,
  postgresSettings,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Settings = Type.Object({
  ...serviceSettings,
  ...callersSetting,
  ...postgresSettings,
  /** 32 bytes in base64: seals the private signing keys in the database. */
  SIGNING_KEY_SECRET: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
});

export type Config = Static<typeof Settings>;

export const readConfig = (env: Environment): Config => readSettings(Settings, env);
