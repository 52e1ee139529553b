import type { Database } from '../postgres/index.ts';
import {
  acquireLeases,
  announceRelay,
  type Lease,
  releaseLeases,
  renewLeases,
  withdrawRelay,
} from './lease-store.ts';
import { BUCKETS } from './new-row.ts';

/**
 * After how long a relay that says nothing loses its buckets. Short, because a bucket of a dead relay waits
 * for it; a relay that loses one by a pause does no harm, the broker fences it.
 */
export const LEASE_SECONDS = 4;
export const RENEW_EVERY_MS = 1_000;

/** Rounded up: together the relays never leave a bucket to nobody. */
export const fairShare = (relays: number): number => Math.ceil(BUCKETS / Math.max(relays, 1));

export type Leases = {
  readonly owner: string;
  /** Renews, gives up what is more than a fair share, takes what is free. Answers all that is held. */
  tick(mayRelease: (bucket: number) => boolean): Promise<Lease[]>;
  releaseAll(): Promise<void>;
};

export const createLeases = (db: Database, owner: string): Leases => ({
  owner,
  tick: async (mayRelease) => {
    const share = fairShare(await announceRelay(db, owner, LEASE_SECONDS));
    const held = await renewLeases(db, owner, LEASE_SECONDS);
    if (held.length > share) {
      const surplus = held.filter(({ bucket }) => mayRelease(bucket)).slice(0, held.length - share);
      await releaseLeases(
        db,
        owner,
        surplus.map(({ bucket }) => bucket),
      );
      return held.filter((lease) => !surplus.includes(lease));
    }
    if (held.length === share) return held;
    return [...held, ...(await acquireLeases(db, owner, LEASE_SECONDS, share - held.length))];
  },
  releaseAll: async () => {
    await releaseLeases(
      db,
      owner,
      Array.from({ length: BUCKETS }, (_, bucket) => bucket),
    );
    await withdrawRelay(db, owner);
  },
});
