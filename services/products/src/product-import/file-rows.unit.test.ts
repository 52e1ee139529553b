import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { fieldsOf, textOf } from './fields.ts';
import { BEGINNING, createFileReader, type FileRow } from './file-rows.ts';

const inParts = (content: Buffer, size: number) => async (number: number) => {
  const part = content.subarray((number - 1) * size, number * size);
  return part.length === 0 ? null : part;
};

/** All rows of a file that is sent in parts of `size` bytes and read `atOnce` rows at a time, by a new reader each time. */
const readAll = async (content: Buffer, size: number, atOnce: number, format: 'csv' | 'ndjson' = 'csv') => {
  const rows: FileRow[] = [];
  for (let position = BEGINNING; ; ) {
    const read = createFileReader({ format, position, readPart: inParts(content, size) });
    const { rows: some, next, ends, unclosed } = await read({ rows: atOnce, bytes: 1_000_000 });
    rows.push(...some.map(({ line, bytes }) => ({ line, bytes: bytes && Buffer.from(bytes) })));
    if (ends) return { rows, unclosed, bytes: next.bytes };
    position = next;
  }
};

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '🫖', ' ', '"', ',', '\n', '\r', '\r\n'),
  maxLength: 6,
});
const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test('rows are the same wherever parts end and whoever goes on, and the same as another reader sees', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      async (records, lineEnd, size, atOnce, mark) => {
        const text = records.map((fields) => `${fields.map(quote).join(',')}${lineEnd}`).join('');
        const { rows, unclosed } = await readAll(Buffer.from(`${mark ? '\ufeff' : ''}${text}`), size, atOnce);
        assert.equal(unclosed, null);
        const plain = text.replace(/\r\n?/g, '\n');
        const expected = parse(plain, {
          relax_quotes: true,
          relax_column_count: true,
          record_delimiter: '\n',
        });
        assert.deepEqual(
          rows.map(({ bytes }) => fieldsOf(textOf(bytes ?? new Uint8Array()) ?? '')),
          expected,
        );
        let line = 1;
        for (const [index, { line: found }] of rows.entries()) {
          assert.equal(found, line);
          line += 1 + (plain === '' ? 0 : (expected[index] ?? []).join('').split('\n').length - 1);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('fields are taken apart as another reader does it, whatever their quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ',', '"'), maxLength: 12 }), (text) => {
      let expected: string[] | undefined;
      try {
        [expected] = parse(text, { relax_quotes: true, relax_column_count: true });
      } catch {
        return;
      }
      // What follows a closing quote makes it no quoted field: either way of showing it will do.
      if (/(^|,)"(?:[^"]|"")*"[^,]/.test(text)) return;
      assert.deepEqual(fieldsOf(text), expected ?? ['']);
    }),
    { numRuns: 2000 },
  );
});

test('a line of 100 MB is a row without bytes, and never in memory', async () => {
  const part = Buffer.alloc(512 * 1024, 'x');
  const head = Buffer.from('a\nb,');
  const tail = Buffer.from('\nc\n');
  const readPart = async (number: number) => {
    if (number === 1) return head;
    if (number <= 201) return part;
    return number === 202 ? tail : null;
  };
  const before = process.memoryUsage();
  const read = createFileReader({ format: 'csv', position: BEGINNING, readPart });
  const { rows, ends } = await read({ rows: 10, bytes: 1_000_000 });
  const after = process.memoryUsage();
  assert.ok(ends);
  assert.deepEqual(
    rows.map(({ line, bytes }) => [line, bytes && Buffer.from(bytes).toString()]),
    [
      [1, 'a'],
      [2, null],
      [3, 'c'],
    ],
  );
  assert.ok(after.rss - before.rss < 80_000_000, `${after.rss - before.rss} bytes`);
});

test('a quote that is not closed within a row, or at all, is told with its line', async () => {
  assert.equal((await readAll(Buffer.from('a\n"b\nc'), 4, 10)).unclosed, 2);
  assert.equal((await readAll(Buffer.from(`a\n"${'b\n'.repeat(200_000)}"\nc`), 50_000, 10)).unclosed, 2);
  const { rows, unclosed } = await readAll(Buffer.from('"b\nc'), 4, 10, 'ndjson');
  assert.deepEqual([rows.length, unclosed], [2, null]);
});
