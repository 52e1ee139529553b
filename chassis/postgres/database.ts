import pg, { type Pool, type PoolClient } from 'pg';
import type { Log } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import { connectionConfig, LIMITS } from './connection.ts';
import { DatabaseUnavailable, isConnectionLoss, isTransient } from './errors.ts';
import { createListener } from './listener.ts';
import { type MeasureStatement, measurePool, measureStatements } from './measurements.ts';
import { runTransaction } from './transaction.ts';
import type { Database, Queryable, Statement } from './types.ts';

export type DatabaseOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly poolSize: number;
  /** Shown in pg_stat_activity: the instance's name. */
  readonly applicationName: string;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * A server's process takes some MB for as long as its connection is open: what a rush needed goes when it is over. Not
 * before: a few more are needed every few seconds under a steady load, and opening one is a new process and a key
 * derivation on both sides. With 5 s one search in a hundred took 165 ms, with this 84 and 106 in two runs.
 */
const IDLE_MS = 30_000;

/** A pool of connections with time limits on everything. Opens none before the first query. */
export const createDatabase = (options: DatabaseOptions): Database => {
  const config = connectionConfig(options.url, options.applicationName);
  const pool = new pg.Pool({ ...config, max: options.poolSize, idleTimeoutMillis: IDLE_MS });
  pool.on('error', (error) => options.log.warn({ err: error }, 'idle database connection lost'));
  // One that dies in use, between two statements, would end the process; the next statement reports it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  measurePool(options.metrics, pool);
  const measure = measureStatements(options.metrics);

  return {
    query: (statement) => withClient(pool, (client) => queryable(client, measure).query(statement)),
    transaction: async (work) => {
      const client = await connect(pool);
      return runTransaction(client, queryable(client, measure), work);
    },
    listen: (channel, onNotification) =>
      createListener({ config, channel, onNotification, log: options.log }),
    check: () => withClient(pool, async (client) => void (await queryable(client, measure).query(PING))),
    close: () => pool.end(),
  };
};

const PING: Statement = { name: 'postgres.ping', text: 'SELECT 1' };

const connect = async (pool: Pool): Promise<PoolClient> => {
  try {
    return await pool.connect();
  } catch (error) {
    throw new DatabaseUnavailable(`no database connection within ${LIMITS.connect} ms`, { cause: error });
  }
};

const withClient = async <T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await connect(pool);
  try {
    const result = await use(client);
    client.release();
    return result;
  } catch (error) {
    client.release(!(error instanceof pg.DatabaseError));
    throw error;
  }
};

const queryable = (client: PoolClient, measure: MeasureStatement): Queryable => ({
  query: async <Row>(statement: Statement) => {
    const done = measure(statement.name);
    try {
      const result = await client.query({
        ...(statement.plannedAnew !== true && { name: statement.name }),
        text: statement.text,
        values: statement.values === undefined ? [] : [...statement.values],
      });
      done('ok');
      return { rows: result.rows as Row[], count: result.rowCount ?? 0 };
    } catch (error) {
      const unavailable = isTransient(error) || isConnectionLoss(error);
      done(unavailable ? 'unavailable' : 'refused');
      if (!unavailable) throw error;
      throw new DatabaseUnavailable(`statement ${statement.name} was not carried out`, { cause: error });
    }
  },
});
