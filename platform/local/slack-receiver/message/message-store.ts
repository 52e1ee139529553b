import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Payload } from '../webhook/payload.ts';

export type Message = {
  readonly id: number;
  /** RFC 3339 */
  readonly receivedAt: string;
  readonly payload: Payload;
};

export type Messages = ReturnType<typeof openMessages>;

/** Older ones go when newer ones come. */
const MOST = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    payload     TEXT NOT NULL
  ) STRICT;`;

/** The last messages, in one file: they are there after the process was killed. */
export const openMessages = (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  db.exec(SCHEMA);
  const insert = db.prepare('INSERT INTO message (received_at, payload) VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM message WHERE id <= (SELECT max(id) FROM message) - ?');
  const list = db.prepare(`
    SELECT id, received_at AS receivedAt, payload FROM message
    WHERE id > $after AND instr(lower(payload), $text) > 0 ORDER BY id DESC LIMIT $limit`);
  return {
    add: (payload: Payload, receivedAt: Date): void => {
      insert.run(receivedAt.toISOString(), JSON.stringify(payload));
      forget.run(MOST);
    },
    /** Newest first: those after the id `after` in which `text` occurs, whatever its case. */
    list: ({ text = '', after = 0, limit }: { text?: string; after?: number; limit: number }): Message[] =>
      list.all({ text: text.toLowerCase(), after, limit }).map((row) => ({
        id: Number(row.id),
        receivedAt: String(row.receivedAt),
        payload: JSON.parse(String(row.payload)) as Payload,
      })),
    close: (): void => db.close(),
  };
};
