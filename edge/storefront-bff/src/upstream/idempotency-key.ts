import { Problem } from '@fondaco/chassis/service';
import type { FastifyRequest } from 'fastify';

/** Before validation, so that who forgot the header is told what it is for. */
export const requireIdempotencyKey = async (request: Pick<FastifyRequest, 'headers'>): Promise<void> => {
  if (request.headers['idempotency-key'] !== undefined) return;
  throw new Problem({
    status: 400,
    code: 'storefront-bff/idempotency-key-missing',
    title: 'This needs an idempotency key',
    detail: 'Send a header Idempotency-Key: new for every order or payment, the same when it is repeated.',
  });
};
