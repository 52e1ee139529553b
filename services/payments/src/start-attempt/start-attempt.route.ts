import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { IdempotencyKey, Uuid } from '@fondaco/contracts/http/common';
import { Attempt, StartAttempt } from '@fondaco/contracts/http/payments';
import { Type } from 'typebox';
import { AttemptRefused, type Refusal } from './attempt-refused.ts';
import type { StartAttemptUseCase } from './start-attempt.ts';

export const startAttemptRoute =
  (startAttempt: StartAttemptUseCase): Routes =>
  (http) => {
    http.post(
      '/v1/payments/:orderId/attempts',
      {
        config: { access: ['user'] },
        schema: {
          operationId: 'startAttempt',
          summary: 'Pay for an order',
          description:
            'Accepted as soon as the order is acknowledged; what becomes of it is read with `GET /v1/payments/{orderId}`. Safe to repeat under the same Idempotency-Key: the answer is then the attempt as it is now, with the header `Idempotency-Replayed: true`.',
          params: Type.Object({ orderId: Uuid }),
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          body: StartAttempt,
          response: { 202: Attempt },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing();
        },
      },
      async (request, reply) => {
        const { attempt, replayed } = await startAttempt({
          orderId: request.params.orderId.toLowerCase(),
          customerId: userOf(request).userId,
          idempotencyKey: request.headers['idempotency-key'],
          cardToken: request.body.cardToken,
        }).catch(answer);
        if (replayed) reply.header('idempotency-replayed', 'true');
        return reply.code(202).header('location', `/v1/payments/${attempt.orderId}`).send(attempt);
      },
    );
  };

const keyMissing = (): Problem =>
  new Problem({
    status: 400,
    code: 'payments/idempotency-key-missing',
    title: 'An attempt needs an idempotency key',
    detail:
      'Send a header Idempotency-Key that is new for every attempt, and the same when the request is repeated.',
  });

const answer = (error: unknown): never => {
  throw error instanceof AttemptRefused ? new Problem(PROBLEMS[error.refusal]) : error;
};

const PROBLEMS: Readonly<Record<Refusal, ConstructorParameters<typeof Problem>[0]>> = {
  // Somebody else's order looks like none, so that ids cannot be tried out.
  'not-yours': { status: 404, code: 'payments/no-such-payment', title: 'There is no such payment' },
  unfinished: {
    status: 409,
    code: 'payments/attempt-unfinished',
    title: 'Another attempt is not finished',
    detail: 'Wait until it is: it may succeed. Read the payment to see.',
  },
  'not-payable': {
    status: 409,
    code: 'payments/not-payable',
    title: 'There is nothing to pay for this order',
    detail: 'It is paid, or nothing will be charged for it any more. Read the order to see.',
  },
  'idempotency-key-reused': {
    status: 422,
    code: 'payments/idempotency-key-reused',
    title: 'The idempotency key belongs to another attempt',
    detail: 'An attempt for another order, or with another card, was started under this key: use a new key.',
  },
};
