import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from './message.ts';

const OPEN_MS = 5_000;
/** Mails of one connection. */
const MOST_MAILS = 1_000;

type Connection = {
  readonly smtp: SMTPConnection;
  mails: number;
  /** Ends what is being sent, if anything is. */
  broken: (error: Error) => void;
};

type Failure = Error & { readonly code?: string | undefined; readonly responseCode?: number | undefined };

const failure = (code: string, message: string): Failure => Object.assign(new Error(message), { code });
const late = () => failure('EABORT', 'a mail took too long');
const ended = () => failure('ECONNECTION', 'the connection has ended');

/** The server does not want this mail, and goes on with others. */
const isRefusal = ({ code, responseCode }: Failure): boolean =>
  (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421;

export type Connections = {
  /** Resolves when the server has taken it, rejects after `deadlineMs` at the latest. */
  send(message: Message): Promise<void>;
  /** Ends what is under way. */
  close(): void;
};

/**
 * SMTP connections that stay open; there are as many as mails were sent at once. Which of several that are idle
 * is taken does not matter: one that is idle for `deadlineMs` ends.
 */
export const createConnections = (url: string, deadlineMs: number): Connections => {
  const { auth, ...server } = parseConnectionUrl(url);
  const open = new Set<Connection>();
  const idle = new Set<Connection>();
  let closed = false;

  const create = (): Connection => {
    const smtp = new SMTPConnection({
      ...server,
      connectionTimeout: OPEN_MS,
      greetingTimeout: OPEN_MS,
      socketTimeout: deadlineMs,
      logger: false,
    });
    const connection: Connection = { smtp, mails: 0, broken: () => undefined };
    open.add(connection);
    smtp.on('error', (error: Error) => connection.broken(error));
    smtp.once('end', () => {
      open.delete(connection);
      idle.delete(connection);
      connection.broken(ended());
    });
    return connection;
  };

  const begin = (smtp: SMTPConnection, ready: (error?: Error | null) => void): void => {
    smtp.connect((error) => {
      if (error || auth === undefined || !smtp.allowsAuth) ready(error);
      else smtp.login({ ...auth }, (refused) => ready(refused));
    });
  };

  const release = (connection: Connection): void => {
    connection.mails += 1;
    if (connection.mails >= MOST_MAILS || closed) connection.smtp.close();
    else if (open.has(connection)) idle.add(connection);
  };

  const take = (): Connection | undefined => {
    const [connection] = idle;
    if (connection !== undefined) idle.delete(connection);
    return connection;
  };

  const transmit = ({ smtp }: Connection, message: Message, done: (error: Failure | null) => void): void => {
    const { sender, recipients, content } = message;
    smtp.send({ from: sender, to: [...recipients] }, content, done);
  };

  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(ended());
          return;
        }
        const known = take();
        const connection = known ?? create();
        const { smtp } = connection;

        const finish = (error?: Error): void => {
          clearTimeout(timer);
          connection.broken = () => undefined;
          if (error) reject(error);
          else resolve();
        };
        const fail = (error: Error): void => {
          finish(error);
          smtp.close();
        };
        const timer = setTimeout(() => connection.broken(late()), deadlineMs);
        connection.broken = fail;

        const sent = (error: Failure | null): void => {
          if (error !== null && !isRefusal(error)) {
            fail(error);
          } else if (error !== null) {
            // Until it can be used again no other mail begins, which would open one more.
            connection.broken = () => fail(error);
            smtp.reset((unable) => {
              finish(error);
              if (unable) smtp.close();
              else release(connection);
            });
          } else {
            finish();
            release(connection);
          }
        };

        const start = (error?: Error | null): void => {
          if (error) fail(error);
          else transmit(connection, message, sent);
        };
        if (known) start();
        else begin(smtp, start);
      }),
    close: () => {
      closed = true;
      for (const { smtp } of open) smtp.close();
    },
  };
};
