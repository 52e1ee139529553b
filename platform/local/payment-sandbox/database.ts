import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * All that the provider knows. Times are milliseconds since 1970. `notice` holds the webhooks that were not
 * acknowledged yet; of `card_token` what the card will do, and nothing of the card.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS payment (
    number         INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    attempt_id     TEXT NOT NULL,
    order_id       TEXT NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    currency       TEXT NOT NULL,
    state          TEXT NOT NULL,
    captured       INTEGER NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    refunded       INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured),
    decline_reason TEXT,
    behaviour      TEXT NOT NULL,
    return_url     TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    held_at        INTEGER,
    voided_at      INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS payment_attempt ON payment (attempt_id);
  CREATE INDEX IF NOT EXISTS payment_changed ON payment (changed_at, number);

  CREATE TABLE IF NOT EXISTS refund (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    payment    INTEGER NOT NULL REFERENCES payment (number),
    refund_id  TEXT NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount > 0),
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refund_payment ON refund (payment);

  CREATE TABLE IF NOT EXISTS answer (
    key         TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS answer_created ON answer (created_at);

  CREATE TABLE IF NOT EXISTS card_token (
    token      TEXT PRIMARY KEY,
    behaviour  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used       INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS notice (
    number  INTEGER PRIMARY KEY,
    payment INTEGER NOT NULL,
    body    TEXT NOT NULL,
    due_at  INTEGER NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0,
    held    INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notice_due ON notice (due_at);

  CREATE TABLE IF NOT EXISTS faults (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    settings TEXT NOT NULL
  ) STRICT;
`;

export type SandboxDatabase = {
  prepare(sql: string): StatementSync;
  /** All or nothing; what it answers is committed. `work` waits for nothing, so that transactions never meet. */
  transaction<T>(work: () => T): T;
  check(): void;
  close(): void;
};

/**
 * A commit is in the file's write-ahead log when it returns, which outlives the process but not the machine's
 * loss of power: a sandbox need not wait for the disk on every payment.
 */
export const openDatabase = (file: string): SandboxDatabase => {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
  db.exec(SCHEMA);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const ping = db.prepare('SELECT 1 FROM payment LIMIT 1');
  return {
    prepare: (sql) => db.prepare(sql),
    transaction: (work) => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    check: () => void ping.get(),
    close: () => db.close(),
  };
};
