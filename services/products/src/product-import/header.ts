import {
  IGNORED_IMPORT_COLUMNS,
  IMPORT_COLUMNS,
  type ImportFormat,
  MAX_ROW_BYTES,
  OPTIONAL_IMPORT_COLUMNS,
} from '@fondaco/contracts/http/imports';
import { fieldsOf, textOf } from './fields.ts';
import { BEGINNING, createFileReader, type Position } from './file-rows.ts';

/** What stands where in a CSV: names of columns, `attribute:NAME` and `option:NAME` among them; null is passed over. */
export type Columns = readonly (string | null)[];

/** `columns` is null for a format that needs no header. `first` is where the rows begin. */
export type Header = { readonly columns: Columns | null; readonly first: Position };

export type HeaderMistake = { readonly mistake: string };

const REQUIRED: readonly string[] = IMPORT_COLUMNS;
const KNOWN: readonly string[] = [...IMPORT_COLUMNS, ...OPTIONAL_IMPORT_COLUMNS];
const IGNORED: readonly string[] = IGNORED_IMPORT_COLUMNS;

/** Reads the header of a file that `readPart` gives the parts of, as createFileReader asks for them. */
export const readHeader = async (
  format: ImportFormat,
  readPart: (number: number) => Promise<Buffer | null>,
): Promise<Header | HeaderMistake> => {
  if (format === 'ndjson') return { columns: null, first: BEGINNING };
  const read = createFileReader({ format, position: BEGINNING, readPart });
  const { rows, next, unclosed } = await read({ rows: 1, bytes: MAX_ROW_BYTES });
  const [row] = rows;
  if (unclosed !== null) return { mistake: 'a quote (") in its first line is opened and never closed.' };
  if (row === undefined) return { mistake: 'it is empty: its first line must name the columns.' };
  const text = row.bytes === null ? null : textOf(row.bytes);
  if (row.bytes === null) return { mistake: 'its first line, which must name the columns, is too long.' };
  if (text === null) return { mistake: 'its first line is not UTF-8: save it as "CSV UTF-8".' };
  const columns = readColumns(fieldsOf(text));
  return 'mistake' in columns ? columns : { columns: columns.columns, first: next };
};

const readColumns = (names: readonly string[]): { columns: Columns } | HeaderMistake => {
  const columns = names.map(columnOf);
  const unknown = names.filter((_, index) => columns[index] === undefined);
  if (unknown.length > 0) {
    return {
      mistake: `its first line names what is no column: ${quoted(unknown)}. There are ${KNOWN.join(', ')}, attribute:NAME and option:NAME.`,
    };
  }
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    return {
      mistake: `it has no column ${quoted(missing)}: its first line must name ${REQUIRED.join(', ')}, separated by commas.`,
    };
  }
  const twice = columns.filter((column, index) => column != null && columns.indexOf(column) !== index);
  if (twice.length > 0) return { mistake: `its first line names a column twice: ${quoted(twice)}.` };
  return { columns: columns.map((column) => column ?? null) };
};

const PROPERTY = /^\s*(attribute|option):(.{1,40})$/iu;

/** Undefined for what is none; null for one that says nothing. */
const columnOf = (name: string): string | null | undefined => {
  const plain = name.trim().toLowerCase();
  if (KNOWN.includes(plain)) return plain;
  if (plain === '' || IGNORED.includes(plain)) return null;
  const [, kind = '', property = ''] = PROPERTY.exec(name) ?? [];
  if (property.trim() === '' || /\p{Control}/u.test(property)) return undefined;
  return `${kind.toLowerCase()}:${property}`;
};

const quoted = (names: readonly (string | null | undefined)[]): string =>
  names.map((name) => JSON.stringify(name)).join(', ');
