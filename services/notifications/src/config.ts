import {
  consumerGroupSettings,
  type Environment,
  identitySettings,
  kafkaSettings,
  postgresSettings,
  readSettings,
  serviceSettings,
} from '@fondaco/chassis/service';
import { type Static, Type } from 'typebox';
import { GIVE_UP_DAYS } from './email/delays.ts';

const Settings = Type.Object({
  ...serviceSettings,
  ...identitySettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('notifications.mailer'),
  /** `smtp://host:port`, or `smtps://user:password@host:port`. A secret when it has a password. */
  SMTP_URL: Type.String({ pattern: '^smtps?://[^/]+$' }),
  /** Connections that are kept open, and so the mails that are sent at once. */
  SMTP_CONNECTIONS: Type.Integer({ minimum: 1, maximum: 50, default: 4 }),
  /** How long the server may take over one mail. */
  SMTP_DEADLINE_SECONDS: Type.Integer({ minimum: 1, maximum: 600, default: 20 }),
  /** `Fondaco <orders@fondaco.example>` */
  MAIL_FROM: Type.String({ pattern: '^([^<>\\r\\n]+ )?<[^<>@\\s]+@[A-Za-z0-9.-]+>$' }),
  /** What customers call the shop; links lead there. */
  PUBLIC_ORIGIN: Type.String({ pattern: '^https?://[^/]+$' }),
  /** After so many days recipient and content are erased. Never before sending has been given up. */
  RETENTION_DAYS: Type.Integer({ minimum: GIVE_UP_DAYS + 1, maximum: 3650, default: 30 }),
});

export type Config = Static<typeof Settings>;

/** Throws SettingsError, which names every setting that is missing or wrong. */
export const readConfig = (env: Environment): Config => readSettings(Settings, env);
