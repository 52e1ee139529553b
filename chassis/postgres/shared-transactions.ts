import { CommitOutcomeUnknown } from './errors.ts';
import { createGather } from './gather.ts';
import type { Database, Transaction } from './types.ts';

/**
 * Runs `work` in a transaction that it may share with others. In one order of `key` everywhere, so that
 * transactions beside each other meet at the same locks first: `work` locks what belongs to its key first, and no
 * rows of other keys.
 */
export type SharedTransactions = <T>(key: string, work: (tx: Transaction) => Promise<T>) => Promise<T>;

type Piece = { readonly key: string; readonly work: (tx: Transaction) => Promise<unknown> };
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * A commit costs more than most of what is committed, so what comes in close succession is committed together.
 * When that fails, nothing of it has happened, and each piece is done alone: `work` may be called twice, and
 * reaches nothing but the database before the commit. Only a commit without an answer is everybody's, as it is
 * of a transaction of one's own.
 */
export const createSharedTransactions = (
  db: Pick<Database, 'transaction'>,
  { paceMs, most }: { readonly paceMs: number; readonly most: number },
): SharedTransactions => {
  const alone = ({ work }: Piece): Promise<Outcome> =>
    db.transaction(work).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );

  const together = async (pieces: readonly Piece[]): Promise<readonly Outcome[]> => {
    const [first, second] = pieces;
    if (first !== undefined && second === undefined) return [await alone(first)];
    try {
      return await db.transaction(async (tx) => {
        const outcomes = new Map<Piece, Outcome>();
        for (const piece of pieces.toSorted(byKey)) outcomes.set(piece, { value: await piece.work(tx) });
        return pieces.map((piece) => outcomes.get(piece) ?? { value: undefined });
      });
    } catch (error) {
      if (error instanceof CommitOutcomeUnknown) return pieces.map(() => ({ error }));
      return Promise.all(pieces.map(alone));
    }
  };

  const gather = createGather<Piece, Outcome>({ paceMs, most, concurrency: 2, work: together });
  return async <T>(key: string, work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const outcome = await gather({ key, work });
    if ('error' in outcome) throw outcome.error;
    return outcome.value as T;
  };
};

const byKey = (a: Piece, b: Piece): number => {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
};
