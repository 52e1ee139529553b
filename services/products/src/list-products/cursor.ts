import { Problem } from '@fondaco/chassis/service';

/** A place in the listing: the product after which the next page begins. */
export type Position = { readonly sortName: string; readonly productId: string };

/** Before every product: no name is empty. */
export const BEGINNING: Position = { sortName: '', productId: '00000000-0000-0000-0000-000000000000' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const encodeCursor = ({ sortName, productId }: Position): string =>
  Buffer.from(JSON.stringify([sortName, productId])).toString('base64url');

/** Throws Problem 400 `products/invalid-cursor` for what no listing answered. */
export const decodeCursor = (cursor: string): Position => {
  const position = positionIn(cursor);
  // Decoding overlooks what is not base64url; encoding again finds it.
  if (position === null || encodeCursor(position) !== cursor) {
    throw new Problem({
      status: 400,
      code: 'products/invalid-cursor',
      title: 'The cursor is not valid',
      detail: 'Use nextCursor of the page before, unchanged, or none to begin with the first page.',
    });
  }
  return position;
};

const positionIn = (cursor: string): Position | null => {
  try {
    const [sortName, productId] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (typeof sortName !== 'string' || /\p{Control}/u.test(sortName)) return null;
    return typeof productId === 'string' && UUID.test(productId) ? { sortName, productId } : null;
  } catch {
    return null;
  }
};
