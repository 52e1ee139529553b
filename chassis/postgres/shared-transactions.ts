import {
  currentScope,
  inScope,
  linkAll,
  nameOf,
  type Scope,
  type Span,
  startSpan,
} from '../tracing/index.ts';
import { CommitOutcomeUnknown } from './errors.ts';
import { createGather } from './gather.ts';
import type { Database, Transaction } from './types.ts';

/**
 * Runs `work` in a transaction that it may share with the work of others. In one order of the items' keys everywhere,
 * so that transactions beside each other meet at the same locks first: `work` locks what belongs to its item first,
 * and no rows of others.
 */
export type SharedTransactions<Item = string> = <T>(
  item: Item,
  work: (tx: Transaction) => Promise<T>,
) => Promise<T>;

type Piece<Item> = {
  readonly item: Item;
  readonly work: (tx: Transaction) => Promise<unknown>;
  readonly scope: Scope | undefined;
  readonly span: Span | null;
};
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * A commit costs more than most of what is committed, so what comes in close succession is committed together.
 * When that fails, nothing of it has happened, and each piece is done alone: `work` may be called twice, and
 * reaches nothing but the database before the commit. Only a commit without an answer is everybody's, as it is
 * of a transaction of one's own.
 */
export const createSharedTransactions = <Item>(
  db: Pick<Database, 'transaction'>,
  options: {
    readonly paceMs: number;
    /** Pieces of one transaction. */
    readonly most: number;
    readonly keyOf: (item: Item) => string;
    /** Does for all that share a transaction at once what each would else do by itself, such as locking. */
    readonly prepare?: (tx: Transaction, items: readonly Item[]) => Promise<void>;
  },
): SharedTransactions<Item> => {
  const { paceMs, most, keyOf, prepare } = options;

  const alone = ({ work, scope }: Piece<Item>): Promise<Outcome> =>
    inScope(scope, () => db.transaction(work)).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );

  const byKey = (a: Piece<Item>, b: Piece<Item>): number => {
    const [one, other] = [keyOf(a.item), keyOf(b.item)];
    if (one === other) return 0;
    return one < other ? -1 : 1;
  };

  const together = async (pieces: readonly Piece<Item>[]): Promise<readonly Outcome[]> => {
    const [first, second] = pieces;
    if (first !== undefined && second === undefined) return [await alone(first)];
    linkAll(pieces.map(({ span }) => span));
    try {
      return await db.transaction(async (tx) => {
        const sorted = pieces.toSorted(byKey);
        await prepare?.(
          tx,
          sorted.map(({ item }) => item),
        );
        const outcomes = new Map<Piece<Item>, Outcome>();
        for (const piece of sorted)
          outcomes.set(piece, { value: await inScope(piece.scope, () => piece.work(tx)) });
        return pieces.map((piece) => outcomes.get(piece) ?? { value: undefined });
      });
    } catch (error) {
      if (error instanceof CommitOutcomeUnknown) return pieces.map(() => ({ error }));
      return Promise.all(pieces.map(alone));
    }
  };

  const gather = createGather<Piece<Item>, Outcome>({ paceMs, most, concurrency: 2, work: together });
  return async <T>(item: Item, work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const current = currentScope();
    const span = startSpan('shared transaction');
    const scope = current && span ? { ...current, trace: span.trace } : current;
    const outcome = await gather({ item, work, scope, span });
    span?.end('error' in outcome ? { error: nameOf(outcome.error) } : {});
    if ('error' in outcome) throw outcome.error;
    return outcome.value as T;
  };
};
