import { createHash } from 'node:crypto';
import { decodeWords } from 'postal-mime';

/** What a list shows of a mail. Values are as the mail says them, '' where it does not. */
export type Headers = {
  readonly messageId: string;
  readonly subject: string;
  readonly kind: string;
  readonly orderId: string;
};

/**
 * The headers of a raw mail that mailboxes and tests look at; the rest is read when somebody looks at it. A
 * mail without a Message-ID is known by its content.
 */
export const headersOf = (raw: Buffer): Headers => {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .subarray(0, end === -1 ? raw.length : end)
    .toString('utf8')
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !values.has(name)) values.set(name, line.slice(colon + 1).trim());
  }
  const value = (name: string) => values.get(name) ?? '';
  return {
    messageId: value('message-id') || `<${createHash('sha256').update(raw).digest('hex')}@no-message-id>`,
    subject: decodeWords(value('subject')),
    kind: value('x-fondaco-kind'),
    orderId: value('x-fondaco-order'),
  };
};
