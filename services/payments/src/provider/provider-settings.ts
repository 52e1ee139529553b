import { type Static, type TObject, Type } from 'typebox';

const Url = Type.String({ pattern: '^https?://[^/]+$' });
const Secret = Type.String({ minLength: 16 });

/** Of which provider there is, and what talks to it. What belongs to the other one may be left out. */
export const providerSettings = {
  PAYMENT_PROVIDER: Type.Union([Type.Literal('sandbox'), Type.Literal('stripe')]),
  SANDBOX_URL: Type.Optional(Url),
  SANDBOX_SECRET_KEY: Type.Optional(Secret),
  SANDBOX_WEBHOOK_SECRET: Type.Optional(Secret),
  STRIPE_SECRET_KEY: Type.Optional(Secret),
  STRIPE_WEBHOOK_SECRET: Type.Optional(Secret),
  /** For a server that speaks as Stripe does; Stripe itself by default. */
  STRIPE_URL: Type.Optional(Url),
  /** How long one request to the provider may take before its outcome counts as unknown. */
  PROVIDER_DEADLINE_MS: Type.Integer({ minimum: 100, maximum: 60_000, default: 5_000 }),
};

export type ProviderSettings = Static<TObject<typeof providerSettings>>;

const NEEDED = {
  sandbox: ['SANDBOX_URL', 'SANDBOX_SECRET_KEY', 'SANDBOX_WEBHOOK_SECRET'],
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
} as const;

/** What the chosen provider needs and was not given, in one sentence each. */
export const missingProviderSettings = (settings: ProviderSettings): readonly string[] => {
  const { PAYMENT_PROVIDER: provider } = settings;
  return NEEDED[provider]
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name} is missing (PAYMENT_PROVIDER is ${provider})`);
};
