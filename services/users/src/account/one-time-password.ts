/** Without letters and digits that people take for each other. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 20;

/** 20 characters (99 bits) in groups of five: `k7mwp-…`. `random(n)` gives an integer in [0, n). */
export const newOneTimePassword = (random: (below: number) => number): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[random(ALPHABET.length)])
    .join('')
    .replaceAll(/.{5}(?=.)/g, '$&-');
