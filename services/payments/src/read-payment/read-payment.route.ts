import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Payment } from '@fondaco/contracts/http/payments';
import { Type } from 'typebox';
import { listAttempts } from '../attempt/attempt-store.ts';
import { findPayment } from '../payment/payment-read-store.ts';

export const readPaymentRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/payments/:orderId',
      {
        config: { access: ['user'] },
        schema: {
          operationId: 'readPayment',
          summary: 'How the payment of an order stands: staff any, everybody else their own',
          params: Type.Object({ orderId: Uuid }),
          response: { 200: Payment },
        },
      },
      async (request) => {
        const { userId, roles } = userOf(request);
        const staff = roles.includes('staff');
        const orderId = request.params.orderId.toLowerCase();
        const found = await findPayment(db, orderId);
        const owner = found?.customerId ?? null;
        // Somebody else's payment looks like none, so that ids cannot be tried out.
        if (owner !== null && owner !== userId && !staff) throw noSuchPayment();
        const attempts = await listAttempts(db, orderId, staff ? null : userId);
        if (owner === null && attempts.length === 0) throw noSuchPayment();
        return { ...(found?.payment ?? unknown(orderId)), attempts };
      },
    );
  };

/** Of attempts whose order has never turned up. */
const unknown = (orderId: string) =>
  ({ orderId, state: 'unknown', amount: null, captured: null, refunded: null, deadline: null }) as const;

const noSuchPayment = (): Problem =>
  new Problem({ status: 404, code: 'payments/no-such-payment', title: 'There is no such payment' });
