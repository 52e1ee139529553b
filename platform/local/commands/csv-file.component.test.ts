import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Failure } from '../instance/failure.ts';
import { readCsv } from './csv-file.ts';

const fixture = join(import.meta.dirname, '../../../tests/replay/fixtures/products.csv');

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-csv-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const file = async (content: string | Buffer): Promise<string> => {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  return path;
};

const rowsOf = (path: string) => Array.fromAsync(readCsv(path, ['sku', 'name']));

const assertFails = (path: string, sentence: RegExp) =>
  assert.rejects(rowsOf(path), (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.match(error.message, sentence);
    return true;
  });

test('a byte order mark, CRLF, quotes and line breaks inside them; lines are counted as an editor does', async () => {
  assert.deepEqual(
    (await rowsOf(fixture)).map(({ line, sku, name }) => [line, sku, name]),
    [
      [2, 'MUG-1', 'Blue mug'],
      [3, 'mug-2', 'Mug, green'],
      [4, 'MUG-2', 'Mug green again'],
      [5, 'BAD SKU', 'Spaces'],
      [6, '-LEADING', 'Dash first'],
      [7, 'NONAME', '   '],
      [8, 'FREE', 'Nothing to pay'],
      [9, 'OWED', 'Less than nothing'],
      [10, 'FRACTION', 'Half a penny'],
      [11, 'QUOTE', 'The "best" one'],
      [12, 'LINES', 'Two\nlines'],
      [15, 'NOPE', ''],
      [16, 'NOPE', 'Good at second sight'],
      [17, 'LATE', 'Beyond line counting'],
    ],
  );
});

test('columns are found by name, in any order and beside others', async () => {
  const path = await file('Name ,colour,SKU\nmug,blue,A\n');
  assert.deepEqual(await rowsOf(path), [{ line: 2, sku: 'A', name: 'mug' }]);
});

test('a record that is too short has empty columns, a stray quote is a character', async () => {
  const path = await file('sku,name\nA\nB,12" ruler\n');
  assert.deepEqual(await rowsOf(path), [
    { line: 2, sku: 'A', name: '' },
    { line: 3, sku: 'B', name: '12" ruler' },
  ]);
});

test('characters and line ends that fall between two chunks stay whole', async () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `A${i},é${i}`);
  const rows = await rowsOf(await file(`sku,name\r\n${lines.join('\r\n')}\r\n`));
  assert.equal(rows.length, 40_000);
  rows.forEach(({ line, sku, name }, i) => {
    assert.deepEqual([line, sku, name], [i + 2, `A${i}`, `é${i}`]);
  });
});

test('what is wrong with a file is said in one sentence', async () => {
  await assertFails(join(folder, 'none.csv'), /none\.csv cannot be read as CSV: there is no such file\.$/);
  await assertFails(folder, /it is a folder\.$/);
  await assertFails(await file(''), /is empty: its first line must name the columns\.$/);
  await assertFails(
    await file('sku,price\nA,1\n'),
    /has no column "name": its first line must name sku, name/,
  );
  await assertFails(
    await file(Buffer.from('sku,name\nA,caf\xe9\n', 'latin1')),
    /it is not UTF-8, near line 2; save/,
  );
  await assertFails(await file(`sku,name\n${'x'.repeat(300_000)},a\n`), /a line is longer than 262144/);
  await assertFails(await file('sku,name\nA,"never closed\nB,b\n'), /opened and never closed/);
});

test('leaving off in the middle closes the file', async () => {
  const path = await file(`sku,name\n${'A,a\n'.repeat(100_000)}`);
  for await (const row of readCsv(path, ['sku'])) {
    assert.equal(row.line, 2);
    break;
  }
});
