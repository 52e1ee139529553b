import { setTimeout as delay } from 'node:timers/promises';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { SandboxKeyHeader, SandboxPaymentRequest } from '@fondaco/contracts/http/payment-sandbox';
import type { Silence } from '../faults/silence.ts';
import { publicPayment } from '../payment/payment.ts';
import type { Sandbox } from '../sandbox.ts';
import { MERCHANT } from './merchant-identity.ts';
import { answerOf, isLost, sendAnswer } from './outcome.ts';

const SLOW_CARD_MS = 3_000;

/** `POST /v1/payments`: holds the amount, or says why not. Both are a 201. */
export const createPaymentRoute =
  (sandbox: Sandbox, silence: Silence): Routes =>
  (http) => {
    http.post(
      '/v1/payments',
      { config: MERCHANT, schema: { headers: SandboxKeyHeader, body: SandboxPaymentRequest } },
      async (request, reply) => {
        const { amount, cardToken, returnUrl, metadata } = request.body;
        requireShopOrigin(returnUrl, sandbox.shopOrigin);
        const now = sandbox.now();
        let behaviour: string | undefined;
        const answer = sandbox.answerOnce.answer(
          { key: request.headers['idempotency-key'], url: request.url, body: request.body, now },
          () => {
            const payment = sandbox.ledger.begin(
              { ...metadata, amount: amount.amountMinor, currency: amount.currency, cardToken, returnUrl },
              now,
            );
            behaviour = payment.behaviour;
            sandbox.metrics.payments.inc({ state: payment.state });
            return answerOf(201, publicPayment(payment, sandbox.browserOrigin));
          },
        );
        sandbox.webhooks.wake();
        if (behaviour === 'timeout-after-charge' || isLost(sandbox, answer)) return silence.keep(reply);
        if (behaviour === 'slow') await delay(SLOW_CARD_MS);
        return sendAnswer(reply, answer);
      },
    );
  };

const requireShopOrigin = (returnUrl: string, shopOrigin: string): void => {
  if (URL.canParse(returnUrl) && new URL(returnUrl).origin === shopOrigin) return;
  throw new Problem({
    status: 400,
    code: 'sandbox/return-url-refused',
    title: "The return URL is not one of the shop's",
    detail: `It must begin with ${shopOrigin}/.`,
  });
};
