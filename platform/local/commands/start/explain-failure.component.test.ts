import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../../instance/failure.ts';
import { PartFailed } from '../../run-plan/execute.ts';
import { ProcessNotReady } from '../../supervisor/supervised-process.ts';
import { explainFailure } from './explain-failure.ts';

test('a process that did not start is named with its reason and the end of its log', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'fondaco-explain-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'orders-1.log'),
    Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('') +
      'orders: wrong settings: HTTP_PORT is missing\n',
  );
  const failure = new PartFailed('orders', new ProcessNotReady('orders-1', 'ended with exit code 78'));
  const explained = explainFailure(failure, folder);
  assert.ok(explained instanceof Failure);
  const [first, ...rest] = explained.message.split('\n');
  assert.equal(
    first,
    `orders-1 did not start: ended with exit code 78. The end of its log, ${join(folder, 'orders-1.log')}:`,
  );
  assert.equal(rest.length, 8);
  assert.equal(rest.at(-1), '    orders: wrong settings: HTTP_PORT is missing');
});

test('what a part says in its own words is passed on as it is', () => {
  const own = new Failure('Maven could not fetch Kafka.');
  assert.equal(explainFailure(new PartFailed('kafka', own), '/nowhere'), own);
});

test('any other reason names the part', () => {
  const explained = explainFailure(
    new PartFailed('postgres-orders', new Error('the migration is wrong')),
    '/nowhere',
  );
  assert.ok(explained instanceof Failure);
  assert.equal(explained.message, 'postgres-orders did not start: the migration is wrong');
});
