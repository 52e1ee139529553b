import type { Queryable } from '@fondaco/chassis/postgres';

/** The next comparison, for one replica alone. Null when it is not due, or another one is at it. */
export const claimComparison = async (
  db: Queryable,
  leaseSeconds: number,
): Promise<{ readonly since: Date; readonly now: Date } | null> => {
  const { rows } = await db.query<{ since: Date; now: Date }>({
    name: 'claim-comparison',
    text: `
      update reconciliation set due_at = now() + make_interval(secs => $1)
      where name = 'provider' and due_at <= now()
      returning compared_until as since, now() as now`,
    values: [leaseSeconds],
  });
  return rows[0] ?? null;
};

export const finishComparison = async (
  db: Queryable,
  comparedUntil: Date,
  nextInSeconds: number,
): Promise<void> => {
  await db.query({
    name: 'finish-comparison',
    text: `
      update reconciliation
      set compared_until = greatest(compared_until, $1), due_at = now() + make_interval(secs => $2)
      where name = 'provider'`,
    values: [comparedUntil, nextInSeconds],
  });
};
