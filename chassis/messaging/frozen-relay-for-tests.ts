import { Registry } from '@prometheus-io/client';
import { createDatabase, type Database } from '../postgres/index.ts';
import { silentLog } from '../testing/index.ts';
import { createKafka, createOutbox } from './index.ts';

/**
 * A relay in a process of its own, which stops itself with SIGSTOP at the worst moment: rows claimed,
 * nothing sent. It tells its parent `claimed` before, and then what it logs.
 */
const [, , databaseUrl = '', brokers = '', namespace = ''] = process.argv;

const tell = (message: unknown): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });

const metrics = new Registry();
const log = silentLog();
const db = createDatabase({ url: databaseUrl, poolSize: 5, applicationName: 'frozen', metrics, log });

let frozen = false;
const freezing: Database = {
  ...db,
  query: async <Row>(statement: Parameters<Database['query']>[0]) => {
    const answer = await db.query<Row>(statement);
    if (statement.name === 'outbox-claim' && answer.count > 0 && !frozen) {
      frozen = true;
      await tell('claimed');
      process.kill(process.pid, 'SIGSTOP');
    }
    return answer;
  },
};

const kafka = createKafka({ brokers: brokers.split(','), clientId: 'frozen', namespace, log });
const telling = Object.assign(Object.create(log) as typeof log, {
  warn: (_fields: unknown, message: string) => void tell(message),
});
const outbox = createOutbox({ db: freezing, kafka, service: 'test', metrics, log: telling });
await outbox.relay.start();
