import { Problem, type Routes } from '@fondaco/chassis/service';
import {
  SandboxChanges,
  SandboxChangesQuery,
  SandboxPayment,
  SandboxPaymentId,
  SandboxPaymentList,
  SandboxRefundList,
} from '@fondaco/contracts/http/payment-sandbox';
import { Type } from 'typebox';
import { type Payment, publicPayment } from '../payment/payment.ts';
import type { Position } from '../payment/payment-store.ts';
import { publicRefund } from '../payment/refund-store.ts';
import type { Sandbox } from '../sandbox.ts';
import { MERCHANT } from './merchant-identity.ts';
import { requirePayment } from './outcome.ts';

const PaymentParams = Type.Object({ id: SandboxPaymentId });
const AttemptQuery = Type.Object({ attemptId: Type.String({ minLength: 1, maxLength: 64 }) });
const CURSOR = /^(\d{1,15})\.(\d{1,15})$/;

/** What is there, as it is now: by id, by the attempt in the metadata, and by when it changed. */
export const readPaymentsRoutes =
  (sandbox: Sandbox): Routes =>
  (http) => {
    const shown = (payment: Payment) => publicPayment(payment, sandbox.browserOrigin);
    http.get(
      '/v1/payments/:id',
      { config: MERCHANT, schema: { params: PaymentParams, response: { 200: SandboxPayment } } },
      async (request) => shown(requirePayment(sandbox.payments, request.params.id)),
    );
    http.get(
      '/v1/payments',
      { config: MERCHANT, schema: { querystring: AttemptQuery, response: { 200: SandboxPaymentList } } },
      async (request) => ({
        payments: sandbox.payments.findByAttempt(request.query.attemptId).map(shown),
      }),
    );
    http.get(
      '/v1/payments/:id/refunds',
      { config: MERCHANT, schema: { params: PaymentParams, response: { 200: SandboxRefundList } } },
      async (request) => {
        const payment = requirePayment(sandbox.payments, request.params.id);
        return { refunds: sandbox.refunds.of(payment.number).map((refund) => publicRefund(payment, refund)) };
      },
    );
    http.get(
      '/v1/payment-changes',
      { config: MERCHANT, schema: { querystring: SandboxChangesQuery, response: { 200: SandboxChanges } } },
      async (request) => {
        const { since, cursor, limit = 500 } = request.query;
        const from = cursor === undefined ? { at: Date.parse(since) - 1, number: MAX } : positionOf(cursor);
        const found = sandbox.payments.changedFrom(from, limit);
        const last = found.at(-1);
        return {
          payments: found.map(shown),
          nextCursor: last === undefined || found.length < limit ? null : `${last.changedAt}.${last.number}`,
        };
      },
    );
  };

const MAX = Number.MAX_SAFE_INTEGER;

const positionOf = (cursor: string): Position => {
  const [, at, number] = CURSOR.exec(cursor) ?? [];
  if (at !== undefined && number !== undefined) return { at: Number(at), number: Number(number) };
  throw new Problem({
    status: 400,
    code: 'sandbox/cursor-invalid',
    title: 'The cursor is not one that a page answered',
  });
};
