import { hash } from 'node:crypto';

/** Draws for one kind of fault: the n-th answer depends on seed, kind and n alone. */
export type Chance = (share: number) => boolean;

/** A sequence of its own for each kind, so that one kind's draws don't move another's. */
export const createChance = (seed: number, kind: string): Chance => {
  let state = Number.parseInt(hash('sha256', `${seed}/${kind}`).slice(0, 8), 16);
  return (share) => {
    // mulberry32, by Tommy Ettinger (public domain)
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < share;
  };
};
