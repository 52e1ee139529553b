import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { currentTraceparent, parseTraceparent, type TraceContext } from '@fondaco/chassis/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const TRACE_COOKIE = '__Host-fondaco-checkout';

/** As long as an order waits for its payment. */
const LIFETIME_SECONDS = 1_800;

export type CheckoutTrace = ReturnType<typeof createCheckoutTrace>;

/**
 * A checkout is two requests, and one trace: paying goes on where placing the order has begun. The browser keeps the
 * trace meanwhile, sealed, so that nobody can join another one. `secret`: that of the sessions.
 */
export const createCheckoutTrace = (secret: string) => {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', 'checkout trace', 32));
  const sealOf = (orderId: string, traceparent: string): Buffer =>
    createHmac('sha256', key).update(`${orderId} ${traceparent}`).digest();

  return {
    /** Remembers in which trace the order was placed. */
    keep: (reply: FastifyReply, orderId: string): void => {
      const traceparent = currentTraceparent();
      if (traceparent === null) return;
      const value = `${traceparent}.${sealOf(orderId, traceparent).toString('base64url')}`;
      reply.setCookie(TRACE_COOKIE, value, {
        secure: true,
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: LIFETIME_SECONDS,
      });
    },

    /** The trace in which the order of the request's path was placed by this browser; null for any other request. */
    of: (request: FastifyRequest): TraceContext | null => {
      const { orderId } = (request.params ?? {}) as { readonly orderId?: string };
      if (request.method !== 'POST' || orderId === undefined) return null;
      // The plug-in reads cookies only later.
      const value = request.server.parseCookie(request.headers.cookie ?? '')[TRACE_COOKIE] ?? '';
      const [traceparent = '', seal = ''] = value.split('.');
      const given = Buffer.from(seal, 'base64url');
      const right = sealOf(orderId, traceparent);
      return given.length === right.length && timingSafeEqual(given, right)
        ? parseTraceparent(traceparent)
        : null;
    },
  };
};
