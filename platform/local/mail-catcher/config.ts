import { type Environment, readSettings, serviceSettings } from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Settings = Type.Object({
  ...serviceSettings,
  SMTP_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** The SQLite file with every mail that was ever taken; made when it is not there. */
  DATA_FILE: Type.String({ minLength: 1 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
