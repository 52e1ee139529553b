/** Null for what is not UTF-8. A line ends with `\n`, however it did in the file. */
export const textOf = (bytes: Uint8Array): string | null => {
  try {
    return withPlainBreaks(decoder.decode(bytes));
  } catch {
    return null;
  }
};

/** As far as it can be read, for showing it. */
export const legible = (bytes: Uint8Array): string => withPlainBreaks(lenient.decode(bytes));

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

const withPlainBreaks = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

/** A field, quoted or not, and what ends it. What follows a closing quote is part of a field that was none. */
const FIELD = /("[^"]*(?:""[^"]*)*")?([^,]*)(,|$)/y;

/**
 * The fields of one record of a CSV, whose end was found already. A quote in the middle of a field is a character.
 * A program for streams of records takes longer to begin than this to be done.
 */
export const fieldsOf = (text: string): string[] => {
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const [, quoted, plain = '', end] = FIELD.exec(text) ?? [];
    if (quoted === undefined) fields.push(plain);
    else fields.push(plain === '' ? quoted.slice(1, -1).replaceAll('""', '"') : quoted + plain);
    if (end !== ',') return fields;
  }
};
