export { createDatabase, type DatabaseOptions } from './database.ts';
export {
  CommitOutcomeUnknown,
  DatabaseUnavailable,
  isTransient,
  isUniqueViolation,
  TransactionRolledBack,
} from './errors.ts';
export { createGather } from './gather.ts';
export { type MigrateOptions, MigrationFailed, migrate } from './migrate.ts';
export { createSharedTransactions, type SharedTransactions } from './shared-transactions.ts';
export type { Database, Queryable, Statement, Subscription, Transaction } from './types.ts';
