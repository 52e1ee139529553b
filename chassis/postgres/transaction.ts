import pg, { type PoolClient } from 'pg';
import { bound, inSpan, SpanKind } from '../tracing/index.ts';
import {
  CommitOutcomeUnknown,
  DatabaseUnavailable,
  isConnectionLoss,
  isTransient,
  TransactionRolledBack,
} from './errors.ts';
import type { Queryable, Transaction } from './types.ts';

/** BEGIN, `work`, COMMIT on `client`, which is given back to its pool afterwards, or destroyed when broken. */
export const runTransaction = async <T>(
  client: PoolClient,
  queryable: Queryable,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const before: (() => Promise<void>)[] = [];
  const after: (() => void)[] = [];
  let ended = false;
  const tx: Transaction = {
    query: (statement) => {
      // Past its end the connection belongs to somebody else's transaction.
      if (ended) throw new Error(`statement ${statement.name} came after the end of its transaction`);
      return queryable.query(statement);
    },
    // A transaction may be shared: what each of its parts has asked for belongs to that part.
    beforeCommit: (run) => void before.push(bound(run)),
    afterCommit: (run) => void after.push(bound(run)),
  };

  let result: T;
  try {
    await begin(client);
    result = await work(tx);
    for (const run of before) await run();
    ended = true;
    await inSpan('COMMIT', COMMIT, () => commit(client));
  } catch (error) {
    ended = true;
    await giveBack(client, error);
    throw error;
  }
  client.release();
  for (const run of after) run();
  return result;
};

const COMMIT = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

const begin = async (client: PoolClient): Promise<void> => {
  try {
    await client.query('BEGIN');
  } catch (error) {
    throw new DatabaseUnavailable('BEGIN got no answer', { cause: error });
  }
};

const commit = async (client: PoolClient): Promise<void> => {
  let tag: string;
  try {
    tag = (await client.query('COMMIT')).command;
  } catch (error) {
    if (isConnectionLoss(error)) {
      throw new CommitOutcomeUnknown('the connection died during COMMIT', { cause: error });
    }
    if (isTransient(error)) throw new DatabaseUnavailable('COMMIT was refused', { cause: error });
    throw error;
  }
  if (tag !== 'COMMIT') throw new TransactionRolledBack();
};

/** A connection that is not certainly outside of any transaction is destroyed: the server then rolls back. */
const giveBack = async (client: PoolClient, error: unknown): Promise<void> => {
  const lost =
    error instanceof CommitOutcomeUnknown ||
    (error instanceof DatabaseUnavailable && !(error.cause instanceof pg.DatabaseError));
  if (lost) {
    client.release(true);
    return;
  }
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
};
