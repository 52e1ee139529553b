import { Problem } from '@fondaco/chassis/service';
import type { FastifyReply } from 'fastify';
import type { Numbered, Payments } from '../payment/payment-store.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from './answer-once.ts';

export const answerOf = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });

/** A refusal is an answer too: asked again under the same key, the provider says no again. */
export const refusalOf = (refusal: { readonly code: string; readonly title: string }): Answer =>
  answerOf(409, { type: 'about:blank', title: refusal.title, status: 409, code: refusal.code });

export const sendAnswer = (reply: FastifyReply, answer: Answer): FastifyReply =>
  reply
    .code(answer.status)
    .type(answer.status < 400 ? 'application/json' : 'application/problem+json')
    .serializer((body: string) => body)
    .send(answer.body);

/** Whether the answer never goes out, though the work is done. Asked again, it does. */
export const isLost = (
  sandbox: Sandbox,
  answer: { readonly replayed: boolean },
  kinds: readonly ('timeout' | 'lostRefund')[] = ['timeout'],
): boolean => {
  if (answer.replayed || !kinds.some((kind) => sandbox.faults.draw(kind))) return false;
  sandbox.metrics.faults.inc({ kind: 'timeout' });
  return true;
};

/** Throws Problem 404. */
export const requirePayment = (payments: Payments, id: string): Numbered => {
  const payment = payments.find(id);
  if (payment !== undefined) return payment;
  throw new Problem({ status: 404, code: 'sandbox/no-such-payment', title: 'There is no such payment' });
};
