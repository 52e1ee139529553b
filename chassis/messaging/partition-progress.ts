/**
 * How far a partition is done when its messages finish in any order. Offsets may have gaps (compaction),
 * but come in rising order; what was seen before comes again after a rebalance.
 */
export type PartitionProgress = {
  /** `false` when the message has been seen: it is done, or being worked on. */
  begin(offset: bigint): boolean;
  finish(offset: bigint): void;
  /** The offset to go on from: everything below it is done. `undefined` before the first message. */
  position(): bigint | undefined;
};

export const createPartitionProgress = (): PartitionProgress => {
  let highest = -1n;
  const finished = new Set<bigint>();
  let unfinished: bigint[] = [];
  let first = 0;

  return {
    begin: (offset) => {
      if (offset <= highest) return false;
      highest = offset;
      unfinished.push(offset);
      return true;
    },
    finish: (offset) => {
      finished.add(offset);
      for (
        let next = unfinished[first];
        next !== undefined && finished.delete(next);
        next = unfinished[first]
      ) {
        first += 1;
      }
      // Cut now and then rather than shift every time.
      if (first > 1_000) {
        unfinished = unfinished.slice(first);
        first = 0;
      }
    },
    position: () => (highest < 0n ? undefined : (unfinished[first] ?? highest + 1n)),
  };
};
