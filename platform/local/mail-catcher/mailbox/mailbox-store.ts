import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Headers } from './message.ts';

export type Listed = Headers & {
  readonly id: number;
  readonly to: string;
  /** RFC 3339, of the first transmission. */
  readonly receivedAt: string;
  readonly transmissions: number;
};

export type Filter = {
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly kind?: string | undefined;
  readonly orderId?: string | undefined;
  /** Only what came before this id. */
  readonly before?: number | undefined;
  readonly limit: number;
};

export type Mailbox = ReturnType<typeof openMailbox>;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS message (
    id            INTEGER PRIMARY KEY,
    recipient     TEXT NOT NULL,
    message_id    TEXT NOT NULL,
    subject       TEXT NOT NULL,
    kind          TEXT NOT NULL,
    order_id      TEXT NOT NULL,
    raw           BLOB NOT NULL,
    received_at   TEXT NOT NULL,
    transmissions INTEGER NOT NULL DEFAULT 1,
    UNIQUE (recipient, message_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_order ON message (order_id);`;

const LISTED = `id, recipient AS "to", message_id AS messageId, subject, kind, order_id AS orderId,
  received_at AS receivedAt, transmissions`;

/**
 * All mails, in one file. What was written is there after the process was killed; as mailboxes do, it keeps
 * one mail of each Message-ID, but counts how often it was transmitted.
 */
export const openMailbox = (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  db.exec(SCHEMA);

  const insert = db.prepare(`
    INSERT INTO message (recipient, message_id, subject, kind, order_id, raw, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (recipient, message_id) DO UPDATE SET transmissions = transmissions + 1
    RETURNING transmissions`);
  const list = db.prepare(`
    SELECT ${LISTED} FROM message
    WHERE ($to = '' OR recipient = $to) AND ($kind = '' OR kind = $kind)
      AND ($orderId = '' OR order_id = $orderId) AND instr(lower(subject), $subject) > 0 AND id < $before
    ORDER BY id DESC LIMIT $limit`);
  const one = db.prepare(`SELECT ${LISTED}, raw FROM message WHERE id = ?`);
  const totals = db.prepare(
    'SELECT count(*) AS messages, coalesce(sum(transmissions), 0) AS transmissions FROM message',
  );
  const byKind = db.prepare(
    'SELECT kind, count(*) AS messages, sum(transmissions) AS transmissions FROM message GROUP BY kind ORDER BY kind',
  );

  return {
    /** Answers whether it is new. */
    add: (to: string, headers: Headers, raw: Buffer, receivedAt: Date): boolean => {
      const { messageId, subject, kind, orderId } = headers;
      const row = insert.get(to, messageId, subject, kind, orderId, raw, receivedAt.toISOString());
      return row?.transmissions === 1;
    },
    /** Newest first. */
    list: ({ to = '', subject = '', kind = '', orderId = '', before, limit }: Filter): Listed[] =>
      list.all({
        to: to.toLowerCase(),
        subject: subject.toLowerCase(),
        kind,
        orderId,
        before: before ?? Number.MAX_SAFE_INTEGER,
        limit,
      }) as unknown as Listed[],
    find: (id: number): (Listed & { readonly raw: Uint8Array }) | undefined =>
      one.get(id) as (Listed & { readonly raw: Uint8Array }) | undefined,
    summary: () => ({
      ...(totals.get() as { messages: number; transmissions: number }),
      kinds: byKind.all() as { kind: string; messages: number; transmissions: number }[],
    }),
    close: (): void => db.close(),
  };
};
