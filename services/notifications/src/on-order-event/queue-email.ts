import type { Transaction } from '@fondaco/chassis/postgres';
import { currentTraceparent } from '@fondaco/chassis/tracing';
import type { Identity } from '../email/email.ts';
import { insertEmails, type NewEmail } from '../email/email-store.ts';

type EventData = {
  readonly recipient: { readonly email: string; readonly name: string; readonly language: string };
};

export type QueueEmail = (tx: Transaction, identity: Identity, data: EventData) => void;

/** E-mails of one transaction are written by one statement, before its end; `wake` is called after it. */
export const queueEmail = (deps: { readonly newId: () => string; readonly wake: () => void }): QueueEmail => {
  const waiting = new WeakMap<Transaction, NewEmail[]>();

  const listOf = (tx: Transaction): NewEmail[] => {
    const known = waiting.get(tx);
    if (known !== undefined) return known;
    const emails: NewEmail[] = [];
    waiting.set(tx, emails);
    tx.beforeCommit(() => insertEmails(tx, emails));
    tx.afterCommit(deps.wake);
    return emails;
  };

  return (tx, identity, data) => {
    const { email, language } = data.recipient;
    listOf(tx).push({
      ...identity,
      emailId: deps.newId(),
      recipient: email,
      language,
      data,
      traceparent: currentTraceparent(),
    });
  };
};
