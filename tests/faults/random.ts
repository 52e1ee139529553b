/** Numbers that look random and follow from the seed alone. */
export type Random = {
  /** 0 ≤ x < 1 */
  next(): number;
  /** An integer, both ends included. */
  integer(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T;
  /** Another sequence that follows from this one's seed and the name: whoever draws from it disturbs nobody. */
  fork(name: string): Random;
};

/** mulberry32 (Tommy Ettinger, public domain): small, and good enough to choose victims with. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    next,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    weighted: (items) => {
      let left = next() * items.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, item] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return random.pick(items)[1];
    },
    fork: (name) =>
      seeded(
        Array.from(name).reduce(
          (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619),
          seed ^ 0x811c9dc5,
        ),
      ),
  };
  return random;
};
