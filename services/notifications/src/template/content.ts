export type LineItem = {
  readonly name: string;
  readonly sku: string;
  readonly quantity: string;
  readonly amount?: string;
};

/** What a mail says, without how it looks: everything in it is plain text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: 'lines';
      readonly items: readonly LineItem[];
      readonly total?: readonly [label: string, amount: string];
    }
  | { readonly kind: 'address'; readonly heading: string; readonly lines: readonly string[] }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export type Content = {
  readonly language: string;
  readonly subject: string;
  readonly greeting: string;
  readonly blocks: readonly Block[];
  readonly closing: string;
};

/** On one line, whatever it was: a name must not be able to begin a header or a paragraph of its own. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Control}\p{Bidi_Control}\u2028\u2029]+/gu, ' ')
    .trim();
