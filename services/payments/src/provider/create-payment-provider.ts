import type { Registry } from '@prometheus-io/client';
import { measureProvider } from './measure-provider.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { missingProviderSettings, type ProviderSettings } from './provider-settings.ts';
import { createSandboxProvider } from './sandbox-provider.ts';
import { createStripeProvider } from './stripe-provider.ts';

/** The provider that PAYMENT_PROVIDER names. Throws when something that it needs is missing. */
export const createPaymentProvider = (
  settings: ProviderSettings,
  deps: { readonly metrics: Registry; readonly now: () => Date },
): PaymentProvider & { close(): Promise<void> } => {
  const missing = missingProviderSettings(settings);
  if (missing.length > 0) throw new Error(missing.join('; '));
  return measureProvider(choose(settings, deps.now), deps.metrics);
};

const choose = (settings: ProviderSettings, now: () => Date) => {
  const deadlineMs = settings.PROVIDER_DEADLINE_MS;
  return settings.PAYMENT_PROVIDER === 'sandbox'
    ? createSandboxProvider({
        url: settings.SANDBOX_URL ?? '',
        secretKey: settings.SANDBOX_SECRET_KEY ?? '',
        webhookSecret: settings.SANDBOX_WEBHOOK_SECRET ?? '',
        deadlineMs,
        now,
      })
    : createStripeProvider({
        secretKey: settings.STRIPE_SECRET_KEY ?? '',
        webhookSecret: settings.STRIPE_WEBHOOK_SECRET ?? '',
        url: settings.STRIPE_URL,
        deadlineMs,
      });
};
