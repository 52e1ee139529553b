import type { Routes } from '@fondaco/chassis/service';
import { SandboxRecord, type SandboxRecordEntry } from '@fondaco/contracts/http/payment-sandbox';
import { Type } from 'typebox';
import { countHeldTwice } from '../payment/held-twice.ts';
import { publicPayment } from '../payment/payment.ts';
import type { Numbered } from '../payment/payment-store.ts';
import { publicRefund } from '../payment/refund-store.ts';
import type { Sandbox } from '../sandbox.ts';
import { MERCHANT } from './merchant-identity.ts';

const RecordQuery = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: 1_000 })),
});

/** `GET /v1/record`: the provider's books, to compare others with. Answers during an outage too. */
export const recordRoute =
  (sandbox: Sandbox): Routes =>
  (http) => {
    const entry = (payment: Numbered): SandboxRecordEntry => ({
      ...publicPayment(payment, sandbox.browserOrigin),
      holds: payment.heldAt === null ? 0 : 1,
      captures: payment.captured > 0 ? 1 : 0,
      voids: payment.heldAt !== null && payment.voidedAt !== null ? 1 : 0,
      refunds: sandbox.refunds.of(payment.number).map((refund) => publicRefund(payment, refund)),
    });
    http.get(
      '/v1/record',
      { config: MERCHANT, schema: { querystring: RecordQuery, response: { 200: SandboxRecord } } },
      async (request) => {
        const { cursor = '0', limit = 1_000 } = request.query;
        const found = sandbox.payments.after(Number(cursor), limit);
        const last = found.at(-1);
        return {
          payments: found.map(entry),
          nextCursor: last === undefined || found.length < limit ? null : String(last.number),
          totals: {
            payments: sandbox.payments.count(),
            ...countHeldTwice(sandbox.payments.heldMoreThanOnce()),
            webhooksWaiting: sandbox.notices.count(),
          },
        };
      },
    );
  };
