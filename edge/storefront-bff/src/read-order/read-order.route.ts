import type { AsUser } from '@fondaco/chassis/bff';
import { Problem, type Routes, Unavailable } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import type { ordersClient } from '@fondaco/contracts/http/orders';
import type { paymentsClient } from '@fondaco/contracts/http/payments';
import { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { orderView, type PaymentAnswer } from '../order/order-view.ts';

type Payments = Pick<ReturnType<typeof paymentsClient>, 'get'>;
type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'get'>;
  readonly payments: Payments;
  readonly asUser: AsUser;
};

export const readOrderRoute =
  ({ orders, payments, asUser }: Parts): Routes =>
  (http) => {
    http.get(
      '/bff/orders/:orderId',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readOrder',
          summary: 'An order, how far it has come, and its payment',
          description: '`payment` is null when Payments does not answer; the order comes all the same.',
          params: Type.Object({ orderId: Uuid }),
          response: { 200: OrderView },
        },
      },
      async (request, reply) => {
        const { orderId } = request.params;
        const [order, payment] = await asUser(request, reply, (accessToken) =>
          Promise.all([orders.get(accessToken, orderId), paymentIfAny(payments, accessToken, orderId)]),
        );
        reply.header('cache-control', 'no-store');
        return orderView(order, payment);
      },
    );
  };

/** Orders decides whose order it is; what Payments says, or that it says nothing, never hides the order. */
const paymentIfAny = async (
  payments: Payments,
  accessToken: string,
  orderId: string,
): Promise<PaymentAnswer> => {
  try {
    return await payments.get(accessToken, orderId);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return 'not-asked-for';
    if (error instanceof Problem || error instanceof Unavailable) return null;
    throw error;
  }
};
