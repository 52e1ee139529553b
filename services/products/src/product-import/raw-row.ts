import type { ImportFormat, ImportRefusal } from '@fondaco/contracts/http/imports';
import { fieldsOf, legible, textOf } from './fields.ts';
import type { FileRow } from './file-rows.ts';
import type { Columns } from './header.ts';

/** What a row says, by column; columns that it says nothing about are missing. */
export type Cells = Readonly<Record<string, string>>;

export type RawRow = { readonly line: number; readonly cells: Cells };

/** `column` is the one at fault, `cells` what could be read. */
export type Refusal = {
  readonly line: number;
  readonly reason: ImportRefusal;
  readonly column: string | null;
  readonly cells: Cells | null;
};

/** Takes the rows of a file apart; one that says nothing at all is null. */
export const createRowReader = (
  format: ImportFormat,
  columns: Columns | null,
): ((row: FileRow) => RawRow | Refusal | null) => {
  const read = format === 'csv' && columns !== null ? readCsvRow(columns) : readJsonRow;
  return ({ line, bytes }) => {
    const refused = (reason: ImportRefusal, cells: Cells | null, column: string | null = null): Refusal => ({
      line,
      reason,
      column,
      cells,
    });
    if (bytes === null) return refused('row-too-long', null);
    const text = textOf(bytes);
    if (text === null) {
      const seen = read(legible(bytes));
      return refused('not-utf-8', seen !== null && 'cells' in seen ? seen.cells : null);
    }
    const found = read(text);
    if (found === null) return null;
    return 'reason' in found ? refused(found.reason, found.cells, found.column) : { line, ...found };
  };
};

type Read = { readonly cells: Cells } | Omit<Refusal, 'line'> | null;

/** A row that is too short has empty cells, so long as one of its own is not. */
const readCsvRow =
  (columns: Columns) =>
  (text: string): Read => {
    const fields = fieldsOf(text);
    const cells = Object.create(null) as Record<string, string>;
    columns.forEach((column, index) => {
      if (column !== null) cells[column] = fields[index] ?? '';
    });
    const surplus = fields.slice(columns.length).some((field) => field.trim() !== '');
    return surplus ? { reason: 'too-many-fields', column: null, cells } : { cells };
  };

const PLAIN: ReadonlySet<string> = new Set([
  'sku',
  'name',
  'price',
  'currency',
  'stock',
  'product',
  'category',
  'description',
  'status',
]);
const PROPERTIES: Readonly<Record<string, string>> = { attributes: 'attribute', options: 'option' };
const IGNORED: ReadonlySet<string> = new Set(['line', 'reason', 'column']);

/** Numbers are taken as they are written shortest: 12.50 is "12.5". What is null is empty. */
const readJsonRow = (text: string): Read => {
  if (text.trim() === '') return null;
  const row = parsed(text);
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { reason: 'invalid-json', column: null, cells: null };
  const cells = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(row)) {
    if (IGNORED.has(name)) continue;
    const property = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined;
    if (property !== undefined && isObject(value)) {
      for (const [key, one] of Object.entries(value)) cells[`${property}:${key}`] = cellOf(one);
    } else if (PLAIN.has(name) || /^(attribute|option):/.test(name)) {
      cells[name] = cellOf(value);
    } else {
      return { reason: 'unknown-field', column: name.slice(0, 100), cells: null };
    }
  }
  return { cells };
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cellOf = (value: unknown): string => {
  if (value === null) return '';
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n');
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const MAX_SHOWN = 1000;

/** For the report: not longer than it helps, and storable. */
export const shownCells = (cells: Cells): Record<string, string> =>
  Object.fromEntries(
    Object.entries(cells).map(([column, value]) => [
      storable(column),
      storable(value.length > MAX_SHOWN ? value.slice(0, MAX_SHOWN) : value),
    ]),
  );

const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\u2400');
