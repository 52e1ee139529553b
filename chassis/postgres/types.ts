/** `name` is the prepared statement's name (63 bytes at most) and the metric's label. One text per name. */
export type Statement = {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Not prepared but planned for its values each time: for statements whose best plan depends on them. */
  readonly plannedAnew?: boolean;
};

export type Queryable = {
  /** `count` is the number of rows returned or changed. */
  query<Row>(statement: Statement): Promise<{ rows: Row[]; count: number }>;
};

export type Transaction = Queryable & {
  /** `run` is called when `work` has come to its end, before COMMIT; what it throws rolls back. */
  beforeCommit(run: () => Promise<void>): void;
  /** `run` is called once the commit is known to have happened, never otherwise. It must not throw. */
  afterCommit(run: () => void): void;
};

export type Database = Queryable & {
  /**
   * Runs `work` between BEGIN and COMMIT on one connection; what it throws rolls back and is thrown on.
   * Throws DatabaseUnavailable, CommitOutcomeUnknown, TransactionRolledBack.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Listens on a connection of its own, which is opened again whenever it is lost; `onNotification` is
   * also called after each reconnection, because what came meanwhile is lost.
   */
  listen(channel: string, onNotification: (payload: string) => void): Subscription;
  /** Resolves when the database answers; throws DatabaseUnavailable. */
  check(): Promise<void>;
  close(): Promise<void>;
};

export type Subscription = { stop(): Promise<void> };
