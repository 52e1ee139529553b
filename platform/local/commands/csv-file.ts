import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { Failure } from '../instance/failure.ts';

/** `line` is where the record starts in the file; the header is line 1. */
export type CsvRow<Column extends string> = { readonly line: number } & Readonly<Record<Column, string>>;

/** More than this in one record is most likely a quote that was opened and never closed. */
const MAX_RECORD_CHARACTERS = 262_144;

/**
 * The records of a CSV file, one after another, never the file as a whole. `columns` must be in its header,
 * in any order and beside others; a record that is too short has empty ones. Throws a Failure when the
 * file cannot be read or is not such a CSV.
 */
export async function* readCsv<Column extends string>(
  path: string,
  columns: readonly Column[],
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<CsvRow<Column>> {
  const file = createReadStream(path);
  const records = parse({
    info: true,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  // Errors reach whoever iterates; the pipeline only sees to it that all streams end together.
  pipeline(file, decoded(onBytes), records, () => undefined);
  let positions: ReadonlyMap<Column, number> | null = null;
  try {
    for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.length === 1 && record[0] === '') continue;
      if (positions === null) positions = positionsOf(path, columns, record);
      else yield rowOf(positions, record, info);
    }
  } catch (error) {
    throw asFailure(path, error);
  }
  if (positions === null) throw new Failure(`${path} is empty: its first line must name the columns.`);
}

/** Characters, with every line ending as `\n`: the parser counts a `\r\n` inside quotes as two lines. */
const decoded = (onBytes: (count: number) => void) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let held = '';
    let line = 1;
    const charactersOf = (chunk?: Buffer): string => {
      try {
        return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
      } catch (error) {
        const good = new TextDecoder().decode(chunk).split('\ufffd')[0] ?? '';
        throw new NotUtf8(line + breaksIn(good.replace(/\r\n?/g, '\n')), { cause: error });
      }
    };
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      const text = held + charactersOf(chunk);
      held = text.endsWith('\r') ? '\r' : '';
      const lines = text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n');
      line += breaksIn(lines);
      yield lines;
    }
    yield `${held}${charactersOf()}`.replace(/\r\n?/g, '\n');
  };

const breaksIn = (text: string): number => text.split('\n').length - 1;

class NotUtf8 extends Error {
  readonly lines: number;

  constructor(line: number, options: ErrorOptions) {
    super('not UTF-8', options);
    this.lines = line;
  }
}

const positionsOf = <Column extends string>(
  path: string,
  columns: readonly Column[],
  header: readonly string[],
): ReadonlyMap<Column, number> => {
  const named = header.map((name) => name.trim().toLowerCase());
  const missing = columns.filter((column) => !named.includes(column));
  if (missing.length > 0) {
    throw new Failure(
      `${path} has no column ${missing.map((name) => `"${name}"`).join(', ')}: its first line must name ` +
        `${columns.join(', ')}, separated by commas.`,
    );
  }
  return new Map(columns.map((column) => [column, named.indexOf(column)]));
};

const rowOf = <Column extends string>(
  positions: ReadonlyMap<Column, number>,
  record: readonly string[],
  info: Info,
): CsvRow<Column> => {
  const breaksInside = breaksIn(record.join(''));
  const values = [...positions].map(([column, position]) => [column, record[position] ?? '']);
  return { line: info.lines - breaksInside, ...Object.fromEntries(values) };
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read by you',
  EISDIR: 'it is a folder',
  CSV_MAX_RECORD_SIZE: `a line is longer than ${MAX_RECORD_CHARACTERS} characters, or a quote (") is opened and never closed`,
  CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened and never closed',
};

const asFailure = (path: string, error: unknown): unknown => {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  if (error instanceof NotUtf8)
    return new Failure(
      `${basename(path)} cannot be read as CSV: it is not UTF-8, near line ${error.lines}; save it as "CSV UTF-8".`,
      { cause: error },
    );
  const known = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  const where = error instanceof CsvError && 'lines' in error ? `, near line ${String(error.lines)}` : '';
  if (known === undefined && !(error instanceof CsvError)) return error;
  return new Failure(`${basename(path)} cannot be read as CSV: ${known ?? error.message}${where}.`, {
    cause: error,
  });
};
