/**
 * What tests have given to the system and must be found in none of its logs, traces and metrics: passwords, tokens,
 * e-mail and street addresses, numbers of cards.
 */
const used = new Set<string>([
  // What tests write the same everywhere.
  '@shopper.example',
  '@browser.example',
  'Ada Shopper',
  '1 High Street',
  'N1 9GU',
  'a sentence to remember',
  ...['4242 4242 4242 4242', '4000 0000 0000 0002', '4000 0025 0000 3155'].flatMap((card) => [
    card,
    card.replaceAll(' ', ''),
  ]),
]);

export const rememberSecret = (...secrets: readonly string[]): void => {
  for (const secret of secrets) used.add(secret);
};

/** Which of them occur in a text, each with what stands around it. */
export const secretsIn = (text: string): string[] =>
  [...used].flatMap((secret) => {
    const at = text.indexOf(secret);
    return at === -1 ? [] : [`${secret}: …${text.slice(Math.max(0, at - 80), at + secret.length + 40)}…`];
  });
