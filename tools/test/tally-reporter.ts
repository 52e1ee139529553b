import type { TestEvent } from 'node:test/reporters';

/** Counts of tests, and the milliseconds that each file took. */
export type Tallied = {
  readonly counts: Record<'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>;
  readonly files: readonly { readonly file: string; readonly milliseconds: number }[];
};

/** Writes one JSON object about the run, so that nobody has to parse what people read. */
async function* tallyReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const files: Tallied['files'][number][] = [];
  for await (const event of source) {
    if (event.type !== 'test:summary') continue;
    const { file, counts, duration_ms: milliseconds } = event.data;
    // A summary with a file is that file's alone; the last one, without, is the whole run's.
    if (file !== undefined) files.push({ file, milliseconds });
    else yield JSON.stringify({ counts, files });
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner loads a reporter by its default export.
export default tallyReporter;
