import type { TestEvent } from 'node:test/reporters';

/** Writes the run's counts as one JSON object, so that nobody has to parse what people read. */
async function* tallyReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    // A summary with a file is that file's alone; the last one, without, is the whole run's.
    if (event.type === 'test:summary' && event.data.file === undefined) {
      yield JSON.stringify(event.data.counts);
    }
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner loads a reporter by its default export.
export default tallyReporter;
