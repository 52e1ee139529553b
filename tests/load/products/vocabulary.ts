import { below } from './random.ts';

const CONSONANTS = 'b d f g k l m n p r s t v z st br kr'.split(' ');
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'or', 'en'];
const SYLLABLES = CONSONANTS.length * VOWELS.length;

export const WORDS = 30_000;
/** One word in so many has two syllables, the others three. */
const SHORT = 4;
const ACCENTED = 40;

/** The word that stands at `rank` when words are ordered by how often they are used. One in forty has an accent. */
export const wordAt = (rank: number): string => {
  const short = rank % SHORT === 0;
  // Neither factor has a divisor in common with the number of syllables: no two ranks meet.
  const mixed = short
    ? ((rank / SHORT + 1) * 7_919) % SYLLABLES ** 2
    : ((rank + 1) * 1_000_003) % SYLLABLES ** 3;
  const first = syllable(mixed) + syllable(Math.floor(mixed / SYLLABLES));
  const word = short ? first : first + syllable(Math.floor(mixed / SYLLABLES ** 2));
  return rank % ACCENTED === 1 ? word.replace('e', 'é') : word;
};

const syllable = (number: number): string => {
  const place = number % SYLLABLES;
  return `${CONSONANTS[place % CONSONANTS.length]}${VOWELS[Math.floor(place / CONSONANTS.length)]}`;
};

/** As people type it. */
export const withoutAccents = (word: string): string => word.normalize('NFKD').replace(/\p{Mark}/gu, '');

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One letter is missing, doubled, another one, or has changed places with the next; never the first. */
export const withTypo = (random: () => number, word: string): string => {
  const at = 1 + below(random, word.length - 2);
  const [before, here, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  const other = LETTERS[below(random, LETTERS.length)];
  const slips = [
    `${before}${next}${after}`,
    `${before}${here}${here}${next}${after}`,
    `${before}${other}${next}${after}`,
    `${before}${next}${here}${after}`,
  ];
  return slips[below(random, slips.length)] ?? word;
};
