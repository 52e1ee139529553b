import { isAddress } from '../email/email.ts';
import type { Mail } from '../template/mail.ts';
import { createConnections } from './connections.ts';
import { composeMessage, type Envelope } from './message.ts';

/** Sends over connections that stay open. Throws what `judgeFailure` knows. */
export type MailTransport = {
  send(envelope: Envelope, mail: Mail): Promise<void>;
  close(): void;
};

/** A mail that is not taken within `deadlineMs` fails, as one of which nobody knows what became of it. */
export const createMailTransport = (options: {
  readonly url: string;
  readonly from: string;
  readonly deadlineMs: number;
}): MailTransport => {
  const connections = createConnections(options.url, options.deadlineMs);
  return {
    send: async (envelope, mail) => {
      if (!isAddress(envelope.to)) throw Object.assign(new Error('no address'), { code: 'EENVELOPE' });
      await connections.send(composeMessage(options.from, envelope, mail));
    },
    close: connections.close,
  };
};
