import MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';
import type { Kind } from '../email/email.ts';
import type { Mail } from '../template/mail.ts';

export type Envelope = {
  readonly to: string;
  readonly name: string;
  readonly messageId: string;
  readonly kind: Kind;
  readonly orderId: string;
};

export type Message = {
  /** Addresses as SMTP takes them. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** RFC 5322, whole: a tree of streams would send it in a dozen pieces. */
  readonly content: Buffer;
};

/** Quoted-printable never has `=_`, so no content can contain it. */
const BOUNDARY = '=_fondaco';

const part = (type: 'plain' | 'html', content: string): string =>
  `--${BOUNDARY}\r
Content-Type: text/${type}; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
${wrap(encode(content.replaceAll(/\r\n|\r|\n/g, '\r\n')))}\r
`;

/** The mail as text and as HTML, from the sender `from`. */
export const composeMessage = (from: string, envelope: Envelope, mail: Mail): Message => {
  const { to, name, messageId, kind, orderId } = envelope;
  const root = new MimeNode(`multipart/alternative; boundary="${BOUNDARY}"`, { baseBoundary: BOUNDARY });
  root.setHeader({
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': mail.language,
    'X-Fondaco-Kind': kind,
    'X-Fondaco-Order': orderId,
    From: from,
    Subject: mail.subject,
    'Message-ID': messageId,
  });
  root.setHeader('To', { name, address: to });
  const { from: sender, to: recipients } = root.getEnvelope();
  const content = `${root.buildHeaders()}\r\n\r\n${part('plain', mail.text)}${part('html', mail.html)}--${BOUNDARY}--\r\n`;
  return { sender: sender || '', recipients, content: Buffer.from(content) };
};
