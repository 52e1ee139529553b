import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamProblem, UpstreamUnavailable } from '@fondaco/chassis/service';
import type { ImportBatchResult, ImportRow } from '@fondaco/contracts/http/products';
import { createPatience } from '../patience.ts';
import { importProducts, type RefusedRow } from './import-products.ts';

const importId = '0190c5f0-0000-7000-8000-000000000001';

async function* rows(count: number, name = 'Mug'): AsyncGenerator<ImportRow> {
  for (let i = 0; i < count; i++) {
    yield { line: i + 2, sku: `SKU-${i}`, name, price: '1.00', currency: 'GBP', stock: '1' };
  }
}

/** Products that refuses every hundredth line; `answers` can make a call fail first. */
const setUp = (failures: readonly unknown[] = []) => {
  const left = [...failures];
  const sent: number[][] = [];
  const names: string[] = [];
  const begun: boolean[] = [];
  const refused: RefusedRow[] = [];
  const failing = () => {
    const failure = left.shift();
    if (failure) throw failure;
  };
  const run = importProducts({
    products: {
      beginImport: async ({ setStock }) => {
        failing();
        begun.push(setStock);
        return { importId, setStock };
      },
      importRows: async (id, batch): Promise<ImportBatchResult> => {
        assert.equal(id, importId);
        sent.push(batch.map(({ line }) => line));
        names.push(...batch.map(({ name }) => name));
        failing();
        const rejected = batch
          .filter(({ line }) => line % 100 === 0)
          .map(({ line }) => ({ line, reason: 'duplicate-sku' as const }));
        return { accepted: batch.length - rejected.length, rejected };
      },
    },
    patiently: createPatience(() => undefined, { now: () => 0, pause: async () => undefined }),
    onRefused: async (more) => {
      refused.push(...more);
    },
    onProgress: () => undefined,
  });
  return { run, sent, names, begun, refused };
};

test('rows are sent in batches of 500, in the order of the file, and counted', async () => {
  const { run, sent, begun, refused } = setUp();
  const summary = await run(rows(1_200), { setStock: true });
  assert.deepEqual(
    sent.map((batch) => batch.length),
    [500, 500, 200],
  );
  assert.deepEqual(
    sent.flat(),
    Array.from({ length: 1_200 }, (_, i) => i + 2),
  );
  assert.deepEqual(begun, [true]);
  assert.deepEqual(summary, { rows: 1_200, accepted: 1_188, rejected: { 'duplicate-sku': 12 } });
  assert.deepEqual(refused.map(({ row, reason }) => [row.line, row.sku, reason]).slice(0, 2), [
    [100, 'SKU-98', 'duplicate-sku'],
    [200, 'SKU-198', 'duplicate-sku'],
  ]);
});

test('long rows make small batches, and what could never be accepted is cut', async () => {
  const { run, sent } = setUp();
  await run(rows(300, 'x'.repeat(50_000)), { setStock: false });
  assert.equal(sent.flat().length, 300);
  assert.ok(sent.length > 1 && sent.every((batch) => batch.length <= 100));
});

test('while Products is away the same batch is sent again, and counted once', async () => {
  const away = new UpstreamUnavailable('products', 'no answer');
  const { run, sent } = setUp([away, null, away, away]);
  const summary = await run(rows(20), { setStock: false });
  assert.equal(sent.length, 3);
  assert.equal(summary.rows, 20);
  assert.equal(summary.accepted, 20);
});

test('a refusal of the import as a whole ends it with the reason', async () => {
  const problem = { status: 403, code: 'access/forbidden', title: 'Not for you' };
  const { run } = setUp([new UpstreamProblem('products', 403, problem)]);
  await assert.rejects(run(rows(1), { setStock: false }), {
    message: 'Products refused the import: Not for you (access/forbidden).',
  });
});

test('a file without rows asks for nothing', async () => {
  const { run, begun } = setUp();
  assert.deepEqual(await run(rows(0), { setStock: false }), { rows: 0, accepted: 0, rejected: {} });
  assert.deepEqual(begun, []);
});

test('a field with U+0000, which no request may hold, is sent with another control character for it', async () => {
  const { run, names } = setUp();
  await run(rows(1, 'Blue\u0000mug'), { setStock: false });
  assert.deepEqual(names, ['Blue\u0001mug']);
});
