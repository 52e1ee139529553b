import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { silentLog, type TestDatabase, testDatabase } from '../testing/index.ts';
import {
  CommitOutcomeUnknown,
  createDatabase,
  createSharedTransactions,
  type Database,
  isUniqueViolation,
  type Transaction,
} from './index.ts';

const MIGRATIONS = new URL('./test-migrations/', import.meta.url).pathname;
const FULL = { paceMs: 60_000, most: 3, keyOf: (key: string) => key };

describe('shared transactions', () => {
  let test: TestDatabase;
  let db: Database;
  let lastId = 0;

  before(async () => {
    test = await testDatabase(MIGRATIONS);
    db = createDatabase({
      url: test.url,
      poolSize: 5,
      applicationName: 'things-1',
      metrics: new Registry(),
      log: silentLog(),
    });
  });
  after(async () => {
    await db.close();
    await test.close();
  });

  const newId = (): number => {
    lastId += 1;
    return lastId;
  };
  const insert = async (tx: Transaction, id: number): Promise<number> => {
    await tx.query({ name: 'test.insert', text: 'INSERT INTO thing (id) VALUES ($1)', values: [id] });
    return id;
  };
  const transactionOf = async (id: number): Promise<string | undefined> => {
    const { rows } = await db.query<{ xmin: string }>({
      name: 'test.xmin',
      text: 'SELECT xmin::text FROM thing WHERE id = $1',
      values: [id],
    });
    return rows[0]?.xmin;
  };
  /** One that is past its pause: the next ones wait for each other until they are three. */
  const begun = async () => {
    const transactions = createSharedTransactions(db, FULL);
    await transactions('first', (tx) => insert(tx, newId()));
    return transactions;
  };

  it('commit together what comes in close succession, in the order of the keys', async () => {
    const transactions = await begun();
    const order: string[] = [];
    const ids = await Promise.all(
      ['c', 'a', 'b'].map((key) =>
        transactions(key, async (tx) => {
          order.push(key);
          return insert(tx, newId());
        }),
      ),
    );
    assert.deepEqual(order, ['a', 'b', 'c']);
    assert.equal(new Set(await Promise.all(ids.map(transactionOf))).size, 1);
  });

  it('give each piece its own outcome when one of them fails, and run what follows a commit once', async () => {
    const transactions = await begun();
    const id = newId();
    await db.transaction((tx) => insert(tx, id));
    const followed: string[] = [];
    const piece = (key: string, own: number) =>
      transactions(key, async (tx) => {
        tx.afterCommit(() => followed.push(key));
        return insert(tx, own);
      });
    const [a, b, c] = await Promise.allSettled([piece('a', newId()), piece('b', id), piece('c', newId())]);
    assert.deepEqual([a?.status, c?.status], ['fulfilled', 'fulfilled']);
    assert.ok(b?.status === 'rejected' && isUniqueViolation(b.reason, 'thing_pkey'));
    assert.deepEqual(followed.toSorted(), ['a', 'c']);
  });

  it('tell everybody when nobody knows whether it was committed', async () => {
    let calls = 0;
    const lost: Pick<Database, 'transaction'> = {
      transaction: async (work) => {
        await work({} as Transaction);
        throw new CommitOutcomeUnknown('the connection died during COMMIT');
      },
    };
    const transactions = createSharedTransactions(lost, FULL);
    const work = async () => {
      calls += 1;
    };
    await assert.rejects(transactions('first', work), CommitOutcomeUnknown);
    calls = 0;
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((key) => transactions(key, work)));
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof CommitOutcomeUnknown);
    }
    assert.equal(calls, 3, 'nothing is done again that may have happened');
  });
});
