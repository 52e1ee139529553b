/** Numbers from 0 to 1, the same ones for the same seed: what is measured today can be measured again tomorrow. */
export const numbers = (seed: number): (() => number) => {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** From 0 up to, and without, `count`. */
export const below = (random: () => number, count: number): number => Math.floor(random() * count);

export const oneOf = <Item>(random: () => number, items: readonly Item[]): Item => {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

/** Places from 0 to `count`, each as often as one in so many (Zipf): as words are used. */
export const ranked = (random: () => number, count: number): number =>
  Math.min(count, Math.floor(Math.exp(random() * Math.log(count + 1)))) - 1;
