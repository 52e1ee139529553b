export { createDatabase, type DatabaseOptions } from './database.ts';
export {
  CommitOutcomeUnknown,
  DatabaseUnavailable,
  isTransient,
  isUniqueViolation,
  TransactionRolledBack,
} from './errors.ts';
export { type MigrateOptions, MigrationFailed, migrate } from './migrate.ts';
export type { Database, Queryable, Statement, Subscription, Transaction } from './types.ts';
