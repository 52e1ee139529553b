import { invalidCursor } from './catalogue-problems.ts';
import { type Continued, decodeCursor, type Sort } from './listing/cursor.ts';

/** Throws Problem 400 `products/invalid-cursor` for what no listing in one of these orders answered. */
export const readCursor = (sorts: readonly Sort[], cursor: string): Continued => {
  const continued = decodeCursor(sorts, cursor);
  if (continued !== null) return continued;
  throw invalidCursor('unchanged and with the same sort');
};
