import { type Environment, kafkaSettings, readSettings, serviceSettings } from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';

/** It answers nobody but Prometheus. */
const { HTTP_PORT: _, ...processSettings } = serviceSettings;

const Settings = Type.Object({
  ...processSettings,
  ...kafkaSettings,
  /** The groups that there should be, whether they have ever read or not; others are found on the brokers. */
  CONSUMER_GROUPS: Type.Record(
    Type.String(),
    Type.Object({
      topics: Type.Array(Type.String(), { minItems: 1 }),
      start: Type.Union([Type.Literal('earliest'), Type.Literal('latest')]),
    }),
    { default: {} },
  ),
  /** Between two looks at the brokers. */
  INTERVAL_SECONDS: Type.Number({ minimum: 0.1, default: 5 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
