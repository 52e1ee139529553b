import type { Routes } from '@fondaco/chassis/service';
import {
  SandboxKeyHeader,
  SandboxPaymentId,
  SandboxRefundRequest,
} from '@fondaco/contracts/http/payment-sandbox';
import { Type } from 'typebox';
import type { Silence } from '../faults/silence.ts';
import { capturePayment, publicPayment, voidPayment } from '../payment/payment.ts';
import type { Sandbox } from '../sandbox.ts';
import { MERCHANT } from './merchant-identity.ts';
import { answerOf, isLost, refusalOf, requirePayment, sendAnswer } from './outcome.ts';

const PaymentParams = Type.Object({ id: SandboxPaymentId });
/** Nothing is said but by the address. */
const Nothing = Type.Object({}, { additionalProperties: false });

const CHANGES = [
  { path: 'capture', decide: capturePayment },
  { path: 'void', decide: voidPayment },
] as const;

/** `POST /v1/payments/{id}/capture` takes all that is held, `…/void` gives it back; 409 when there is nothing to. */
export const changePaymentRoutes =
  (sandbox: Sandbox, silence: Silence): Routes =>
  (http) => {
    for (const { path, decide } of CHANGES) {
      http.post(
        `/v1/payments/:id/${path}`,
        { config: MERCHANT, schema: { params: PaymentParams, headers: SandboxKeyHeader, body: Nothing } },
        async (request, reply) => {
          const now = sandbox.now();
          const answer = sandbox.answerOnce.answer(
            { key: request.headers['idempotency-key'], url: request.url, body: request.body, now },
            () => {
              const payment = requirePayment(sandbox.payments, request.params.id);
              const change = sandbox.ledger.change(payment, decide, now);
              return change.ok
                ? answerOf(200, publicPayment(change.payment, sandbox.browserOrigin))
                : refusalOf(change);
            },
          );
          sandbox.webhooks.wake();
          return isLost(sandbox, answer) ? silence.keep(reply) : sendAnswer(reply, answer);
        },
      );
    }
  };

/** `POST /v1/payments/{id}/refunds`: gives back a part of what was taken, or all. */
export const refundPaymentRoute =
  (sandbox: Sandbox, silence: Silence): Routes =>
  (http) => {
    http.post(
      '/v1/payments/:id/refunds',
      {
        config: MERCHANT,
        schema: { params: PaymentParams, headers: SandboxKeyHeader, body: SandboxRefundRequest },
      },
      async (request, reply) => {
        const now = sandbox.now();
        const { amountMinor, metadata } = request.body;
        const answer = sandbox.answerOnce.answer(
          { key: request.headers['idempotency-key'], url: request.url, body: request.body, now },
          () => {
            const payment = requirePayment(sandbox.payments, request.params.id);
            const outcome = sandbox.ledger.refund(payment, { amount: amountMinor, ...metadata }, now);
            return outcome.ok ? answerOf(201, outcome.refund) : refusalOf(outcome);
          },
        );
        sandbox.webhooks.wake();
        return isLost(sandbox, answer, ['timeout', 'lostRefund'])
          ? silence.keep(reply)
          : sendAnswer(reply, answer);
      },
    );
  };
