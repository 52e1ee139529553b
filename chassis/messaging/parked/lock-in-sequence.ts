import type { Transaction } from '../../postgres/index.ts';
import { type LockedMessage, lockParkedMessage } from './parked-message-change-store.ts';
import { findSequence, lockSequence } from './sequence-store.ts';

/**
 * Locks a parked message to take it away, its sequence first, as everybody does. Null when somebody else was
 * quicker.
 */
export const lockInSequence = async (tx: Transaction, id: number): Promise<LockedMessage | null> => {
  const sequence = await findSequence(tx, id);
  if (!sequence) return null;
  await lockSequence(tx, sequence);
  return lockParkedMessage(tx, id);
};
