import pg, { type ClientConfig } from 'pg';

/** Milliseconds. A transaction that takes longer than this holds locks that others wait for. */
export const LIMITS = {
  connect: 1_500,
  statement: 10_000,
  idleInTransaction: 10_000,
  transaction: 30_000,
  /** Past the server's own limit: only a server that no longer answers at all gets here. */
  answer: 12_000,
} as const;

const INT8 = 20;
const DATE = 1082;

const readInt8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond what a number can hold`);
  return value;
};

const getTypeParser = ((type: number, format?: 'text' | 'binary') => {
  if (type === INT8) return readInt8;
  // A day has no time zone; pg would make it midnight of the local one.
  if (type === DATE) return (text: string) => text;
  return format === 'binary' ? pg.types.getTypeParser(type, format) : pg.types.getTypeParser(type, 'text');
}) as typeof pg.types.getTypeParser;

/** What every connection of a service has in common: time limits, type parsers, name. */
export const connectionConfig = (url: string, applicationName: string): ClientConfig => ({
  connectionString: url,
  application_name: applicationName,
  connectionTimeoutMillis: LIMITS.connect,
  query_timeout: LIMITS.answer,
  keepAlive: true,
  options: [
    `-c statement_timeout=${LIMITS.statement}`,
    `-c idle_in_transaction_session_timeout=${LIMITS.idleInTransaction}`,
    `-c transaction_timeout=${LIMITS.transaction}`,
  ].join(' '),
  types: { getTypeParser },
});
