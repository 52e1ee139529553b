import { createKafka } from '@fondaco/chassis/messaging';
import { createDatabase } from '@fondaco/chassis/postgres';
import { createMetrics } from '@fondaco/chassis/service';
import { silentLog } from '@fondaco/chassis/testing';
import { rebuildProductCopy } from './rebuild-product-copy.ts';

/** Does the rebuild that was asked for, in a process that a test can kill. */
const [url = '', broker = '', namespace = ''] = process.argv.slice(2);
const log = silentLog();
const db = createDatabase({
  url,
  poolSize: 2,
  applicationName: 'killed',
  metrics: createMetrics(),
  log,
});
const kafka = createKafka({ brokers: [broker], clientId: 'killed', namespace, log });
await rebuildProductCopy({ db, kafka, owner: 'killed', log })(new AbortController().signal);
