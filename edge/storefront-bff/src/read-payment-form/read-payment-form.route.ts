import type { Routes } from '@fondaco/chassis/service';
import { PaymentForm } from '@fondaco/contracts/http/storefront-bff';

export const readPaymentFormRoute =
  (tokenUrl: string): Routes =>
  (http) => {
    http.get(
      '/bff/payment-form',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readPaymentForm',
          summary: 'Where a browser takes a card to',
          description: 'The card goes to the payment provider alone, which answers a token for it.',
          response: { 200: PaymentForm },
        },
      },
      async () => ({ provider: 'sandbox' as const, tokenUrl }),
    );
  };
