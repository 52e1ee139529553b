import type { Database } from '../../postgres/index.ts';
import { redact } from '../../service/index.ts';
import { insertAuditEntry } from './audit-store.ts';
import type { CountAction } from './handling.ts';
import { lockInSequence } from './lock-in-sequence.ts';
import { deleteParkedMessage } from './parked-message-change-store.ts';

export type DiscardOutcome = { readonly id: number; readonly kind: 'discarded' | 'gone' };

/** Takes the messages away unprocessed, for ever, and keeps who did it and why. What follows may be retried. */
export const discardMessages = (deps: { readonly db: Database; readonly count: CountAction }) => {
  const { db, count } = deps;

  const discard = (id: number, reason: string, actor: string): Promise<DiscardOutcome> =>
    db.transaction(async (tx) => {
      const message = await lockInSequence(tx, id);
      if (!message) return { id, kind: 'gone' };
      await deleteParkedMessage(tx, id);
      await insertAuditEntry(tx, message, { action: 'discarded', actor, reason });
      tx.afterCommit(() => count(message.consumer, 'discarded'));
      return { id, kind: 'discarded' };
    });

  return async (ids: readonly number[], reason: string, actor: string): Promise<DiscardOutcome[]> => {
    const outcomes: DiscardOutcome[] = [];
    for (const id of new Set(ids)) outcomes.push(await discard(id, String(redact(reason)), actor));
    return outcomes;
  };
};
