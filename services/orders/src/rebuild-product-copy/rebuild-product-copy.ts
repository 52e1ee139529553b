import { type Kafka, readTopic, TopicUnreadable } from '@fondaco/chassis/messaging';
import { type Database, isTransient } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import { findUnconfirmed, removeUnconfirmed } from '../product/copy-confirmation-store.ts';
import { endRebuild, giveUpRebuild, type Progress, reportProgress, takeRebuild } from './rebuild-store.ts';
import { takeOver } from './take-over.ts';

/** Longer than a chunk takes, or waiting for the next. */
const LEASE_SECONDS = 30;
/** Shorter than the lease, which nobody extends meanwhile. */
const PATIENCE_MS = 15_000;
/** More would hold the locks of its products for longer than its commit costs. */
const CHUNK = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Thrown when another replica has taken the rebuild over. */
class TakenAway extends Error {}

/** A topic without anything is a cluster that has lost it, or the wrong one, rather than an empty catalogue. */
class TopicEmpty extends Error {}

/**
 * Does the rebuild that was asked for, if there is one that nobody is at: takes over what the topic holds, over the
 * same versions too, then removes what only the copy has. Orders are priced from the copy all the while, and the
 * consumer goes on: newer snapshots stay. What fails for good is the result of the rebuild; when it ends otherwise
 * before its time, it is done again from the beginning by whoever takes it up next. Answers whether it was done; throws what
 * ended it before its time.
 */
export const rebuildProductCopy = (deps: {
  readonly db: Database;
  readonly kafka: Kafka;
  readonly owner: string;
  readonly log: Log;
}) => {
  const { db, kafka, owner, log } = deps;

  const report = async (progress: Progress): Promise<void> => {
    if (!(await reportProgress(db, owner, progress, LEASE_SECONDS))) throw new TakenAway();
  };

  const readAll = async (signal: AbortSignal): Promise<Progress> => {
    let progress: Progress = { share: 0, products: 0, changed: 0, removed: 0, unreadable: 0 };
    /** All that is said of a product is in one partition. */
    let ofPartition = { partition: -1, met: new Set<string>(), changed: new Set<string>() };
    for await (const piece of readTopic({
      kafka,
      definition: ProductSnapshotV1,
      signal,
      patienceMs: PATIENCE_MS,
    })) {
      const { partition, entries, share } = piece;
      if (partition !== ofPartition.partition) {
        ofPartition = { partition, met: new Set(), changed: new Set() };
      }
      const { met, changed } = ofPartition;
      const before = { met: met.size, changed: changed.size };
      let { unreadable } = piece;
      for (let first = 0; first < entries.length; first += CHUNK) {
        const chunk = entries.slice(first, first + CHUNK);
        const taken = await takeOver({ db, log }, chunk);
        unreadable += taken.unreadable;
        for (const productId of taken.changed) changed.add(productId);
        for (const { key, event } of chunk) {
          if (event) met.add(event.data.productId);
          else met.delete(key);
        }
        signal.throwIfAborted();
        await report(progress);
      }
      progress = {
        ...progress,
        share,
        products: progress.products + met.size - before.met,
        changed: progress.changed + changed.size - before.changed,
        unreadable: progress.unreadable + unreadable,
      };
      await report(progress);
    }
    return progress;
  };

  const removeStrangers = async (since: Date, read: Progress): Promise<Progress> => {
    let progress: Progress = { ...read, share: 1 };
    let after = BEFORE_ALL;
    // What could not be read may be the one message about a product.
    while (progress.unreadable === 0) {
      const page = await findUnconfirmed(db, since, after, CHUNK);
      const last = page.at(-1);
      if (last === undefined) break;
      const removed = await db.transaction((tx) => removeUnconfirmed(tx, since, page));
      progress = { ...progress, removed: progress.removed + removed };
      await report(progress);
      after = last;
    }
    return progress;
  };

  return async (signal: AbortSignal): Promise<boolean> => {
    const taken = await takeRebuild(db, owner, LEASE_SECONDS);
    if (!taken) return false;
    const { rebuildId, beganAt } = taken;
    log.info({ rebuildId }, 'the copy of the catalogue is built anew');
    try {
      const read = await readAll(signal);
      if (read.products === 0) throw new TopicEmpty('the topic of the products has none');
      const progress = await removeStrangers(beganAt, read);
      await report(progress);
      await endRebuild(db, owner, null);
      log.info({ rebuildId, ...progress }, 'the copy of the catalogue has been built anew');
      return true;
    } catch (error) {
      if (error instanceof TakenAway) return false;
      if (signal.aborted || isTransient(error)) {
        await giveUpRebuild(db, owner);
        throw error;
      }
      log.error({ err: error, rebuildId }, 'the copy of the catalogue could not be built anew');
      await endRebuild(db, owner, sentenceOf(error));
      return false;
    }
  };
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof TopicUnreadable) {
    return 'Kafka gave no answer for too long: see that it runs, and ask again.';
  }
  if (error instanceof TopicEmpty) return 'The topic has no product: nothing was removed from the copy.';
  return 'It met an error that will come again: the log of Orders says which.';
};
