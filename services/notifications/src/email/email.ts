export const KINDS = ['confirmed', 'rejected', 'shipped', 'refunded'] as const;
export type Kind = (typeof KINDS)[number];

export const STATES = ['waiting', 'sending', 'sent', 'failed', 'suppressed'] as const;
export type State = (typeof STATES)[number];

/**
 * What makes an e-mail the one it is: `subjectId` is the shipment or refund that it tells of, or else the order.
 * However often an event comes, and whoever sends the e-mail, these stay the same.
 */
export type Identity = { readonly kind: Kind; readonly orderId: string; readonly subjectId: string };

/** Made of what the e-mail tells of, so that a mailbox recognises one that it has been given before. */
export const messageIdOf = ({ kind, subjectId }: Identity, domain: string): string =>
  `<${kind}.${subjectId}@${domain}>`;

/** `ann@example.com` as `a…@example.com`: enough to recognise it, not enough to write to it. */
export const maskAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `${String.fromCodePoint(address.codePointAt(0) ?? 0x3f)}…${at === -1 ? '' : address.slice(at)}`;
};

/** Addresses are compared without case: no mailbox in use tells them apart. */
export const normalAddress = (address: string): string => address.trim().toLowerCase();

const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Control}]{1,64}@[\p{L}\p{N}.-]{1,255}$/u;

/** Whether something is one address, and nothing that a mail server could take for more than that. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);
