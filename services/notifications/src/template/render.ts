import type { Kind } from '../email/email.ts';
import { type Content, oneLine } from './content.ts';
import {
  type Context,
  confirmedContent,
  refundedContent,
  rejectedContent,
  shippedContent,
} from './contents.ts';
import { createFormat } from './format.ts';
import { layoutHtml } from './layout-html.ts';
import { layoutText } from './layout-text.ts';
import type { Mail } from './mail.ts';
import type { ConfirmedData, RefundedData, RejectedData, ShippedData } from './order-data.ts';
import { GERMAN } from './words-de.ts';
import { ENGLISH } from './words-en.ts';

const LANGUAGES = new Map(
  [ENGLISH, GERMAN].map((words) => [words.language, { words, format: createFormat(words.locale) }]),
);
const FALLBACK = { words: ENGLISH, format: createFormat(ENGLISH.locale) };

/** By the language that a tag of BCP 47 begins with; English for one that nobody has written yet. */
const inLanguage = (tag: string) => LANGUAGES.get(tag.toLowerCase().split('-')[0] ?? '') ?? FALLBACK;

const contentOf = (kind: Kind, context: Context, data: unknown): Content => {
  switch (kind) {
    case 'confirmed':
      return confirmedContent(context, data as ConfirmedData);
    case 'rejected':
      return rejectedContent(context, data as RejectedData);
    case 'shipped':
      return shippedContent(context, data as ShippedData);
    case 'refunded':
      return refundedContent(context, data as RefundedData);
  }
};

/** The mail about an order, from its event's data. Throws when the data is not of that kind. */
export const createRender =
  (publicOrigin: string) =>
  (email: {
    readonly kind: Kind;
    readonly orderId: string;
    readonly language: string;
    readonly data: unknown;
  }): Mail => {
    const url = `${publicOrigin}/orders/${encodeURIComponent(email.orderId)}`;
    const content = contentOf(email.kind, { ...inLanguage(email.language), url }, email.data);
    const { recipient } = email.data as { readonly recipient: { readonly name: string } };
    return {
      language: content.language,
      recipientName: oneLine(recipient.name),
      subject: content.subject,
      text: layoutText(content),
      html: layoutHtml(content),
    };
  };
