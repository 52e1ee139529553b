import type { AsUser } from '@fondaco/chassis/bff';
import type { Routes } from '@fondaco/chassis/service';
import { IdempotencyKey, Uuid } from '@fondaco/contracts/http/common';
import { type paymentsClient, StartAttempt } from '@fondaco/contracts/http/payments';
import { PaymentAttemptView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { attemptView } from '../order/order-view.ts';
import { requireIdempotencyKey } from '../upstream/idempotency-key.ts';

type Parts = {
  readonly payments: Pick<ReturnType<typeof paymentsClient>, 'attempt'>;
  readonly asUser: AsUser;
};

export const payOrderRoute =
  ({ payments, asUser }: Parts): Routes =>
  (http) => {
    http.post(
      '/bff/orders/:orderId/payment-attempts',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'payOrder',
          summary: 'Try to pay an order with a card token of the provider',
          description:
            'Safe to repeat under the same Idempotency-Key. What becomes of it is on the order: `payment.attempt`.',
          params: Type.Object({ orderId: Uuid }),
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          body: StartAttempt,
          response: { 202: PaymentAttemptView },
        },
        preValidation: requireIdempotencyKey,
      },
      async (request, reply) => {
        const { orderId } = request.params;
        const attempt = await asUser(request, reply, (accessToken) =>
          payments.attempt(accessToken, orderId, request.headers['idempotency-key'], request.body),
        );
        return reply.code(202).header('cache-control', 'no-store').send(attemptView(attempt));
      },
    );
  };
