import type { Queryable } from '@fondaco/chassis/postgres';

/** All that changed since `since` is to be compared; `began` is the database's now. */
export type Run = { readonly since: Date; readonly began: Date };

/** Takes the next run when it is time for it and nobody else is at it; null otherwise. */
export const takeRun = async (db: Queryable, owner: string, leaseSeconds: number): Promise<Run | null> => {
  const { rows } = await db.query<Run>({
    name: 'reconciliation-take',
    text: `
      update reconciliation set owner = $1, leased_until = now() + make_interval(secs => $2)
      where next_at <= now() and leased_until < now()
      returning compared_until as since, now() as began`,
    values: [owner, leaseSeconds],
  });
  return rows[0] ?? null;
};

/** False when somebody else has taken over. */
export const extendRun = async (db: Queryable, owner: string, leaseSeconds: number): Promise<boolean> => {
  const { count } = await db.query({
    name: 'reconciliation-extend',
    text: `
      update reconciliation set leased_until = now() + make_interval(secs => $2)
      where owner = $1 and leased_until > now()`,
    values: [owner, leaseSeconds],
  });
  return count === 1;
};

/** `comparedUntil` is null when the run did not come to its end. */
export const endRun = async (
  db: Queryable,
  owner: string,
  comparedUntil: Date | null,
  nextInSeconds: number,
): Promise<void> => {
  await db.query({
    name: 'reconciliation-end',
    text: `
      update reconciliation
      set owner = null, leased_until = '-infinity', compared_until = coalesce($2, compared_until),
        next_at = now() + make_interval(secs => $3)
      where owner = $1`,
    values: [owner, comparedUntil, nextInSeconds],
  });
};
