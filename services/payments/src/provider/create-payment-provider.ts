import { measureProvider, type ObserveProvider } from './measure-provider.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { missingProviderSettings, type ProviderSettings } from './provider-settings.ts';
import { createSandboxProvider } from './sandbox-provider.ts';

/** The provider that PAYMENT_PROVIDER names. Throws when something that it needs is missing. */
export const createPaymentProvider = async (
  settings: ProviderSettings,
  deps: { readonly observe: ObserveProvider; readonly now: () => Date },
): Promise<PaymentProvider & { close(): Promise<void> }> => {
  const missing = missingProviderSettings(settings);
  if (missing.length > 0) throw new Error(missing.join('; '));
  return measureProvider(await choose(settings, deps.now), deps.observe);
};

const choose = async (settings: ProviderSettings, now: () => Date) => {
  const deadlineMs = settings.PROVIDER_DEADLINE_MS;
  if (settings.PAYMENT_PROVIDER === 'sandbox') {
    return createSandboxProvider({
      url: settings.SANDBOX_URL ?? '',
      secretKey: settings.SANDBOX_SECRET_KEY ?? '',
      webhookSecret: settings.SANDBOX_WEBHOOK_SECRET ?? '',
      deadlineMs,
      now,
    });
  }
  // Its SDK is large: loaded only where it is used.
  const { createStripeProvider } = await import('./stripe-provider.ts');
  return createStripeProvider({
    secretKey: settings.STRIPE_SECRET_KEY ?? '',
    webhookSecret: settings.STRIPE_WEBHOOK_SECRET ?? '',
    url: settings.STRIPE_URL,
    deadlineMs,
  });
};
