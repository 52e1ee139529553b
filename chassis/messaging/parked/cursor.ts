/** The id of a page's last row as an opaque position. */
export const encodeCursor = (id: number): string => Buffer.from(`v1:${id}`).toString('base64url');

/** Null for what `encodeCursor` did not make. */
export const decodeCursor = (cursor: string): number | null => {
  const id = Number(/^v1:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1]);
  return Number.isInteger(id) && encodeCursor(id) === cursor ? id : null;
};
