import { type Environment, readSettings, serviceSettings } from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

const Settings = Type.Object({
  ...serviceSettings,
  /** The SQLite file with the last messages; made when it is not there. */
  DATA_FILE: Type.String({ minLength: 1 }),
  /** What messages link to: a folder of Markdown files. */
  RUNBOOK_FOLDER: Type.String({ minLength: 1 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
