import type { Transaction } from '../postgres/index.ts';
import { eventIdOf, type Incoming, typeOf } from './incoming.ts';
import { maskQuoted } from './parked/quoted-data.ts';
import { insertParkedMessage } from './parked-message-store.ts';

export const parkMessage = (
  tx: Transaction,
  consumer: string,
  incoming: Incoming,
  reason: string,
  attempts: number,
): Promise<void> =>
  insertParkedMessage(tx, {
    ...incoming,
    consumer,
    eventId: eventIdOf(incoming),
    type: typeOf(incoming),
    reason: maskQuoted(reason, incoming.payload),
    attempts,
  });
