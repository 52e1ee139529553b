const FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An order id as an opaque position: what is behind it in the listing comes on the next page. */
export const encodeCursor = (orderId: string): string => Buffer.from(`v1:${orderId}`).toString('base64url');

/** Null for what `encodeCursor` did not make. */
export const decodeCursor = (cursor: string): string | null => {
  const [version, orderId = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  return version === 'v1' && FORM.test(orderId) && encodeCursor(orderId) === cursor ? orderId : null;
};
