import { Type } from 'typebox';
import { Timestamp } from '../http/common.ts';

/**
 * One line of a log of ours: JSON, one object to a line. What happened for a request or a message says in which
 * trace, and as far as is known about which order; `logs --order` and `logs --trace` go by these. Other members are
 * the line's own. No secrets and no personal data.
 */
export const LogLine = Type.Object({
  level: Type.Union([
    Type.Literal('trace'),
    Type.Literal('debug'),
    Type.Literal('info'),
    Type.Literal('warn'),
    Type.Literal('error'),
    Type.Literal('fatal'),
  ]),
  time: Timestamp,
  /** `orders`, and the replica: `orders-1`. */
  service: Type.String(),
  instance: Type.String(),
  msg: Type.String(),
  /** The request's id, which the gateway and a problem's `instance` know too. */
  reqId: Type.Optional(Type.String()),
  traceId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
  orderId: Type.Optional(Type.String()),
  err: Type.Optional(
    Type.Object({ type: Type.String(), message: Type.String(), stack: Type.Optional(Type.String()) }),
  ),
});
