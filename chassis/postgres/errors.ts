import { DatabaseError } from 'pg';
import { Unavailable } from '../service/unavailable.ts';

/** The database did not answer, or could not: away, starting, out of connections, over a time limit. */
export class DatabaseUnavailable extends Unavailable {}

/**
 * The connection died during COMMIT: the transaction may have happened or not. Read back by key before
 * answering.
 */
export class CommitOutcomeUnknown extends Unavailable {}

/** COMMIT was answered with ROLLBACK: a statement had failed before, and its error was swallowed. */
export class TransactionRolledBack extends Error {
  constructor() {
    super('COMMIT was answered with ROLLBACK: an earlier statement of the transaction had failed');
    this.name = 'TransactionRolledBack';
  }
}

/** Classes and codes of PostgreSQL that speak of its state, not of the statement. */
const TRANSIENT = [
  /^08/, // connection exceptions
  /^53/, // insufficient resources
  /^57P0[1235]$/, // shutdown, crash, starting up, idle session time-out
  /^57014$/, // statement time-out
  /^58/, // I/O errors of the server
  /^25P0[34]$/, // time-out of an idle or of a long transaction
  /^25006$/, // read-only: in the middle of a fail-over
  /^40/, // serialisation failure, deadlock
  /^55P03$/, // lock not available
];

/** A violation of the named unique constraint or unique index. */
export const isUniqueViolation = (error: unknown, constraintName: string): boolean =>
  error instanceof DatabaseError && error.code === '23505' && error.constraint === constraintName;

/** Whether the same work may succeed when it is done again: the infrastructure failed, not the statement. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Unavailable ||
  (error instanceof DatabaseError && TRANSIENT.some((pattern) => pattern.test(error.code ?? '')));

/**
 * Errors of the socket carry no SQLSTATE, and pg's own are plain ones with a sentence each: without an
 * answer the database counts as away, except for what is plainly a mistake of the caller.
 */
export const isConnectionLoss = (error: unknown): boolean => {
  if (error instanceof DatabaseError) return /^(08|57P0[1235]|25P0[34])/.test(error.code ?? '');
  if (error instanceof RangeError || error instanceof TypeError) return false;
  return !(error instanceof Error && error.message.startsWith('Prepared statements must be unique'));
};
