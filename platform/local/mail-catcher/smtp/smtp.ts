import { callbackify } from 'node:util';
import type { Background, Log } from '@fondaco/chassis/service';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Faults } from '../faults/faults.ts';
import type { Mailbox } from '../mailbox/mailbox-store.ts';
import { headersOf } from '../mailbox/message.ts';
import type { CatcherMetrics } from '../metrics.ts';

const MAX_BYTES = 10 * 1024 * 1024;

type Refusal = Error & { responseCode: number };

const refusal = (responseCode: number, message: string): Refusal =>
  Object.assign(new Error(message), { responseCode });

const TEMPORARILY = () => refusal(451, '4.3.0 Try again later');
const NO_SERVICE = () => refusal(421, '4.3.2 Not now');
const NO_SUCH_USER = () => refusal(550, '5.1.1 No such user here');
const REJECTED = () => refusal(554, '5.6.0 Rejected');

/** Takes mails without TLS or passwords: it listens where only this machine reaches it. */
export const createSmtp = (options: {
  readonly host: string;
  readonly port: number;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  readonly metrics: CatcherMetrics;
  readonly log: Log;
}): Background & { check(): Promise<void> } => {
  const { mailbox, faults, metrics, log } = options;

  const hangUp = (session: SMTPServerSession): void => {
    for (const connection of server.connections) if (connection.session.id === session.id) connection.close();
  };

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw refusal(552, '5.3.4 Message too big');
    const recipients = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
    const fault = faults.at('content', recipients[0]);
    if (fault === 'refuse-temporarily') throw TEMPORARILY();
    if (fault === 'refuse-permanently') throw REJECTED();
    if (fault === 'drop') return hangUp(session);

    const raw = Buffer.concat(chunks);
    const headers = headersOf(raw);
    for (const to of recipients)
      metrics.transmitted(mailbox.add(to, headers, raw, new Date()) ? 'new' : 'repeated');
    if (fault === 'lose-answer') return hangUp(session);
    if (fault === 'hold') await faults.over();
  };

  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    try {
      await receive(stream, session);
    } catch (error) {
      metrics.transmitted('refused');
      throw error;
    }
  };

  const whenTaken = callbackify(take);
  const whenOver = callbackify(faults.over);

  const server = new SMTPServer({
    banner: 'Fondaco mail catcher',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: MAX_BYTES,
    logger: false,
    onConnect: (session, callback) => {
      const fault = faults.at('connection');
      if (fault === null) return callback();
      if (fault === 'drop' || fault === 'lose-answer') return hangUp(session);
      if (fault === 'hold') return whenOver(() => callback());
      callback(fault === 'refuse-permanently' ? REJECTED() : NO_SERVICE());
    },
    onRcptTo: ({ address }, session, callback) => {
      const fault = faults.at('recipient', address);
      if (fault === null) return callback();
      if (fault === 'drop' || fault === 'lose-answer') return hangUp(session);
      if (fault === 'hold') return whenOver(() => callback());
      metrics.transmitted('refused');
      callback(fault === 'refuse-permanently' ? NO_SUCH_USER() : TEMPORARILY());
    },
    onData: (stream, session, callback) => whenTaken(stream, session, callback),
  });
  // Clients that go away in the middle are nothing to worry about.
  server.on('error', (error: unknown) => log.debug({ err: error }, 'smtp'));

  return {
    name: 'smtp',
    start: () =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(options.port, options.host, () => {
          server.server.off('error', reject);
          resolve();
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        faults.end();
        for (const connection of server.connections) connection.close();
        server.close(() => resolve());
      }),
    check: async () => {
      if (!server.server.listening) throw new Error('does not listen');
    },
  };
};
