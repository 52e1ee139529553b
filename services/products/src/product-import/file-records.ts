import type { ImportFormat } from '@fondaco/contracts/http/imports';
import { MAX_ROW_BYTES } from '@fondaco/contracts/http/imports';

/**
 * Where a record ends that begins at `from`: `end` is behind its last byte, `next` at the following record, `breaks`
 * how many line ends lie inside of its quotes. `unfinished`: more bytes are needed. `endless`: it is longer than a
 * row may be; `quoted` when that is so because a quote was opened.
 */
export type RecordEnd =
  | { readonly kind: 'record'; readonly end: number; readonly next: number; readonly breaks: number }
  | { readonly kind: 'unfinished'; readonly quoted: boolean }
  | { readonly kind: 'endless'; readonly quoted: boolean };

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/**
 * Looks for the end of a record in bytes that are UTF-8, or were to be. `last`: nothing comes after them. A quote
 * counts at the beginning of a field only, elsewhere it is a character, as it is for whoever takes the fields apart.
 */
export const findRecordEnd = (
  bytes: Uint8Array,
  from: number,
  { format, last }: { readonly format: ImportFormat; readonly last: boolean },
): RecordEnd => {
  const quotes = format === 'csv';
  let quoted = false;
  let fieldBegins = true;
  let breaks = 0;
  const limit = Math.min(bytes.length, from + MAX_ROW_BYTES + 1);
  for (let at = from; at < limit; at++) {
    const byte = bytes[at];
    if (byte === QUOTE && quotes) {
      if (quoted && bytes[at + 1] === QUOTE) at++;
      else if (quoted) quoted = false;
      else if (fieldBegins) quoted = true;
      fieldBegins = false;
      // What comes next decides whether the quote ends the field.
      if (at + 1 >= bytes.length && !last) return { kind: 'unfinished', quoted: true };
    } else if (byte === LF || byte === CR) {
      if (byte === CR && at + 1 === bytes.length && !last) return { kind: 'unfinished', quoted };
      const next = byte === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
      if (!quoted) return { kind: 'record', end: at, next, breaks };
      breaks++;
      at = next - 1;
    } else {
      fieldBegins = byte === COMMA && !quoted;
    }
  }
  if (bytes.length - from > MAX_ROW_BYTES) return { kind: 'endless', quoted };
  if (!last || quoted) return { kind: 'unfinished', quoted };
  return { kind: 'record', end: bytes.length, next: bytes.length, breaks };
};

/** Where the line that `from` lies in is over, behind its end; -1 when that is not among these bytes. */
export const findNextLine = (bytes: Uint8Array, from: number, last: boolean): number => {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF) return at + 1;
    if (bytes[at] === CR) {
      if (at + 1 === bytes.length && !last) return -1;
      return bytes[at + 1] === LF ? at + 2 : at + 1;
    }
  }
  return last ? bytes.length : -1;
};
