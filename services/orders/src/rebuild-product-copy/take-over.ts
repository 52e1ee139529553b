import type { TopicEntry } from '@fondaco/chassis/messaging';
import { type Database, isTransient } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { confirmSnapshots, withdrawConfirmations } from '../product/copy-confirmation-store.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What became of some entries of the topic. */
export type TakenOver = { readonly changed: readonly string[]; readonly unreadable: number };

/**
 * Takes entries of the topic over into the copy, in one transaction. A snapshot that the database refuses is
 * left out and counted, so that one bad message does not end the rebuild. Throws what the infrastructure throws.
 */
export const takeOver = async (
  { db, log }: { readonly db: Database; readonly log: Log },
  entries: readonly TopicEntry<ProductSnapshot>[],
): Promise<TakenOver> => {
  const { snapshots, gone } = newest(entries);
  if (gone.length > 0) await withdrawConfirmations(db, gone);
  if (snapshots.length === 0) return { changed: [], unreadable: 0 };
  try {
    const changed = await db.transaction((tx) => confirmSnapshots(tx, snapshots));
    return { changed, unreadable: 0 };
  } catch (error) {
    if (isTransient(error)) throw error;
    if (entries.length === 1) {
      log.warn({ err: error, productId: entries[0]?.key }, 'a snapshot of the topic cannot be taken over');
      return { changed: [], unreadable: 1 };
    }
  }
  const alone: TakenOver[] = [];
  for (const entry of entries) alone.push(await takeOver({ db, log }, [entry]));
  return {
    changed: alone.flatMap(({ changed }) => changed),
    unreadable: alone.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
};

/** Of each product the newest snapshot, or that it is gone: an id does not come back. */
const newest = (entries: readonly TopicEntry<ProductSnapshot>[]) => {
  const last = new Map<string, ProductSnapshot | null>();
  for (const { key, event } of entries) {
    const productId = event?.data.productId ?? key;
    const known = last.get(productId);
    if (!event || !known || event.data.version >= known.version) last.set(productId, event?.data ?? null);
  }
  return {
    snapshots: [...last.values()].filter((snapshot) => snapshot !== null),
    gone: [...last].filter(([id, snapshot]) => snapshot === null && UUID.test(id)).map(([id]) => id),
  };
};
