import type { PartitionProgress } from './partition-progress.ts';

export type Position = { readonly topic: string; readonly partition: number; readonly offset: bigint };

export type OffsetCommits = {
  /** Something of the partition was finished. */
  touch(topic: string, partition: number, progress: PartitionProgress): void;
  /** Commits what has moved on since the last time. Throws what `commit` throws; then it is still to do. */
  flush(): Promise<void>;
};

/**
 * `commit` gets the positions of partitions that are `owned` at that moment: a partition that went to
 * another member is that member's to commit.
 */
export const createOffsetCommits = (deps: {
  readonly owned: (topic: string, partition: number) => boolean;
  readonly commit: (positions: Position[]) => Promise<void>;
}): OffsetCommits => {
  type Touched = { topic: string; partition: number; progress: PartitionProgress };
  const touched = new Map<string, Touched>();
  const committed = new Map<string, bigint>();
  let running: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const entries = [...touched];
    touched.clear();
    const due = entries.flatMap(([id, { topic, partition, progress }]) => {
      const offset = progress.position();
      const moved = offset !== undefined && offset !== committed.get(id) && deps.owned(topic, partition);
      return moved ? [{ id, position: { topic, partition, offset } }] : [];
    });
    if (due.length === 0) return;
    try {
      await deps.commit(due.map(({ position }) => position));
    } catch (error) {
      for (const [id, entry] of entries) touched.set(id, entry);
      throw error;
    }
    for (const { id, position } of due) committed.set(id, position.offset);
  };

  return {
    touch: (topic, partition, progress) => {
      touched.set(`${topic}:${partition}`, { topic, partition, progress });
    },
    flush: () => {
      running = running.catch(() => undefined).then(flush);
      return running;
    },
  };
};
