import type { Queryable } from '../../postgres/index.ts';
import type { LockedMessage } from './parked-message-change-store.ts';

export type AuditAction = 'retried' | 'retry-failed' | 'discarded' | 'erased';

export type AuditEntry = {
  readonly id: number;
  readonly messageId: number;
  readonly consumer: string;
  readonly topic: string;
  readonly key: string | null;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly action: AuditAction;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
};

/** In the transaction of what it tells of. `actor` is a user's id, or the name of the service that called. */
export const insertAuditEntry = async (
  tx: Queryable,
  message: Pick<LockedMessage, 'id' | 'consumer' | 'topic' | 'key' | 'eventId' | 'type'>,
  entry: { readonly action: AuditAction; readonly actor: string; readonly reason?: string },
): Promise<void> => {
  await tx.query({
    name: 'parked-message-audit-insert',
    text: `INSERT INTO messaging.parked_message_audit
             (parked_message_id, consumer, topic, key, event_id, type, action, actor, reason)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      message.id,
      message.consumer,
      message.topic,
      message.key,
      message.eventId,
      message.type,
      entry.action,
      entry.actor,
      entry.reason ?? null,
    ],
  });
};

/** The newest first, before the entry `before`. */
export const listAuditEntries = async (
  db: Queryable,
  search: {
    readonly messageId?: number | undefined;
    readonly consumer?: string | undefined;
    readonly before: number;
    readonly limit: number;
  },
): Promise<AuditEntry[]> => {
  const { rows } = await db.query<AuditEntry>({
    name: 'parked-message-audit-list',
    text: `SELECT id, parked_message_id AS "messageId", consumer, topic, key, event_id AS "eventId", type, action,
                  actor, reason, acted_at AS at
             FROM messaging.parked_message_audit
            WHERE id < $1
              AND ($3::bigint IS NULL OR parked_message_id = $3)
              AND ($4::text IS NULL OR consumer = $4)
            ORDER BY id DESC LIMIT $2`,
    values: [search.before, search.limit, search.messageId, search.consumer],
  });
  return rows;
};
