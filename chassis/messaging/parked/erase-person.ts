import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../postgres/index.ts';
import { insertAuditEntry } from './audit-store.ts';
import type { CountAction } from './handling.ts';
import {
  findMessagesAbout,
  type LockedMessage,
  lockParkedMessage,
  replaceContent,
} from './parked-message-change-store.ts';
import { erasePersonalData } from './personal-data.ts';
import { dataOf, eraseQuoted } from './quoted-data.ts';

const BATCH = 100;

/**
 * Takes a person's data out of every parked message about them, each in a transaction of its own; ids and amounts
 * stay. Answers how many messages it has changed: none, when it is repeated.
 */
export const erasePerson = (deps: { readonly db: Database; readonly count: CountAction }) => {
  const { db, count } = deps;

  const erase = (id: number, actor: string): Promise<boolean> =>
    db.transaction(async (tx) => {
      const message = await lockParkedMessage(tx, id);
      const erased = message && withoutPerson(message);
      if (!message || !erased) return false;
      await replaceContent(tx, { id, ...erased });
      await insertAuditEntry(tx, message, { action: 'erased', actor });
      tx.afterCommit(() => count(message.consumer, 'erased'));
      return true;
    });

  return async (customerId: string, actor: string): Promise<number> => {
    let changed = 0;
    for (let after = 0; ; ) {
      const ids = await findMessagesAbout(db, { customerId, after, limit: BATCH });
      for (const id of ids) if (await erase(id, actor)) changed += 1;
      const last = ids.at(-1);
      if (last === undefined || ids.length < BATCH) return changed;
      after = last;
    }
  };
};

type Content = Pick<LockedMessage, 'payload' | 'reason'>;

/** Null when nothing about the person is in it. */
const withoutPerson = ({ payload, reason }: Content): Content | null => {
  const before = dataOf(payload);
  // What is no JSON can never be processed, and nobody knows what of it is personal.
  if (before === undefined) return payload === null ? null : { payload: null, reason };
  const after = erasePersonalData(before);
  const told = eraseQuoted(reason, payload);
  if (isDeepStrictEqual(before, after) && told === reason) return null;
  return { payload: Buffer.from(JSON.stringify(after)), reason: told };
};
