import { request } from 'undici';
import type { System } from './system.ts';

/** A mail as the catcher lists it; `transmissions` counts how often it was handed over under its Message-ID. */
export type CaughtMail = {
  readonly id: number;
  readonly to: string;
  readonly subject: string;
  readonly kind: string;
  readonly orderId: string;
  readonly transmissions: number;
};

const PAGE = 1_000;

const ask = async <T>(system: System, path: string): Promise<T> => {
  const { host, port } = system.addresses.mailCatcher.page;
  const answer = await request(`http://${host}:${port}${path}`);
  if (answer.statusCode !== 200) throw new Error(`the mail catcher answered ${answer.statusCode} to ${path}`);
  return (await answer.body.json()) as T;
};

/** Every mail that was caught, newest first. */
export const readMailbox = async (system: System): Promise<CaughtMail[]> => {
  const mails: CaughtMail[] = [];
  for (;;) {
    const before = mails.at(-1)?.id;
    const { messages } = await ask<{ messages: CaughtMail[] }>(
      system,
      `/api/messages?limit=${PAGE}${before === undefined ? '' : `&before=${before}`}`,
    );
    mails.push(...messages);
    if (messages.length < PAGE) return mails;
  }
};

/** How many mails of a kind were caught. */
export const countMails = async (system: System, kind: string): Promise<number> => {
  const { kinds } = await ask<{ kinds: { kind: string; messages: number }[] }>(system, '/api/summary');
  return kinds.find((one) => one.kind === kind)?.messages ?? 0;
};

/** The mails about an order that were caught so far, the newest first. */
export const mailsAbout = async (system: System, orderId: string): Promise<CaughtMail[]> =>
  (await ask<{ messages: CaughtMail[] }>(system, `/api/messages?orderId=${orderId}`)).messages;

export const readMail = (system: System, id: number): Promise<{ text: string; html: string }> =>
  ask(system, `/api/messages/${id}`);
