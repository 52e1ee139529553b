import { createTransport } from 'nodemailer';
import { isAddress, type Kind } from '../email/email.ts';
import type { Mail } from '../template/mail.ts';

export type Envelope = {
  readonly to: string;
  readonly name: string;
  readonly messageId: string;
  readonly kind: Kind;
  readonly orderId: string;
};

/** Sends over a few connections that stay open. Throws what `judgeFailure` knows. */
export type MailTransport = {
  send(envelope: Envelope, mail: Mail, signal: AbortSignal): Promise<void>;
  close(): void;
};

export const createMailTransport = (options: {
  readonly url: string;
  readonly from: string;
  readonly connections: number;
  readonly deadlineMs: number;
}): MailTransport => {
  const pool = createTransport({
    url: options.url,
    pool: true,
    maxConnections: options.connections,
    maxMessages: 1_000,
    // Whether something may be sent again is decided where it is written down.
    maxRequeues: 0,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: options.deadlineMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  // A connection that ends while nobody uses it is opened again for the next mail.
  pool.on('error', () => undefined);

  return {
    send: async (envelope, mail, signal) => {
      const { to, name, messageId, kind, orderId } = envelope;
      if (!isAddress(to)) throw Object.assign(new Error('no address'), { code: 'EENVELOPE' });
      await pool.sendMail({
        signal,
        from: options.from,
        to: { name, address: to },
        messageId,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'Content-Language': mail.language,
          'X-Fondaco-Kind': kind,
          'X-Fondaco-Order': orderId,
        },
      });
    },
    close: () => pool.close({ force: true }),
  };
};
