/** What must be in no output of a test run, whoever wrote it: what somebody could log in, pay or be found with. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'a token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
  'the number of a card': /(?<![\w.])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w.])/g,
  // Of the customers that tests make up. The addresses in the names of tests have other domains.
  'an e-mail address': /[\w.+-]+@(?:shopper|browser)\.example\b/g,
};

/** Each with what it is; only as much of it as is needed to find it. */
export const leaksIn = (output: string): string[] => [
  ...new Set(
    Object.entries(PATTERNS).flatMap(([what, pattern]) =>
      [...output.matchAll(pattern)]
        .filter(([found]) => what !== 'the number of a card' || isCard(found))
        .map(([found]) => `${what}: ${found.slice(0, 12)}…`),
    ),
  ),
];

/** The check digit of ISO/IEC 7812, without which every long number would be one. */
const isCard = (text: string): boolean => {
  const digits = text.replaceAll(/\D/g, '').split('').map(Number).reverse();
  const sum = digits.reduce((total, digit, n) => {
    const doubled = n % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
};
