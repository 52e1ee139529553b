import { Problem } from '@fondaco/chassis/service';
import { type Continued, decodeCursor, type Sort } from './listing/cursor.ts';

/** Throws Problem 400 `products/invalid-cursor` for what no listing in one of these orders answered. */
export const readCursor = (sorts: readonly Sort[], cursor: string): Continued => {
  const continued = decodeCursor(sorts, cursor);
  if (continued !== null) return continued;
  throw new Problem({
    status: 400,
    code: 'products/invalid-cursor',
    title: 'The cursor is not valid',
    detail:
      'Use nextCursor of the page before, unchanged and with the same sort, or none to begin with the first page.',
  });
};
