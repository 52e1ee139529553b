import type { Panel, PanelData, Thresholds, Unit } from '@fondaco/contracts/http/backoffice-bff';
import { formatted, NO_VALUE } from '../format/units.ts';
import type { Level } from '../page/mark.tsx';
import { levelOfValue } from './thresholds.ts';

export type Cell = { readonly text: string; readonly level: Level; readonly isNumber: boolean };
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

const fieldOf = (refId: string) => `Value #${refId}`;

/**
 * A row for each combination of labels, as Grafana's transformations `merge` and `organize` make of the same:
 * fields in the order of `indexByName`, called as `renameByName` says, formatted by the overrides.
 */
export const tableOf = (panel: Panel, { series }: PanelData): Table => {
  const { indexByName = {}, renameByName = {} } =
    panel.transformations?.find(({ id }) => id === 'organize')?.options ?? {};
  const fields = Object.keys(indexByName).toSorted((a, b) => (indexByName[a] ?? 0) - (indexByName[b] ?? 0));
  const titleOf = (field: string) => renameByName[field] ?? field;

  const rows = new Map<string, { labels: Record<string, string>; values: Map<string, number | null> }>();
  for (const { refId, labels, values } of series) {
    const key = fields.map((field) => labels[field] ?? '').join('\0');
    const row = rows.get(key) ?? { labels, values: new Map() };
    row.values.set(fieldOf(refId), values[0] ?? null);
    rows.set(key, row);
  }

  const cell = (
    field: string,
    { labels, values }: { labels: Record<string, string>; values: Map<string, number | null> },
  ): Cell => {
    if (!field.startsWith('Value #'))
      return { text: labels[field] ?? NO_VALUE, level: 'none', isNumber: false };
    const { unit, decimals, thresholds } = columnFormat(panel, titleOf(field));
    const value = values.get(field) ?? null;
    return { text: formatted(value, unit, decimals), level: levelOfValue(value, thresholds), isNumber: true };
  };
  return {
    columns: fields.map(titleOf),
    rows: [...rows.entries()]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([, row]) => fields.map((field) => cell(field, row))),
  };
};

const columnFormat = ({ fieldConfig }: Panel, column: string) => {
  const { properties = [] } = fieldConfig?.overrides.find(({ matcher }) => matcher.options === column) ?? {};
  const property = (id: string) => properties.find((one) => one.id === id)?.value;
  return {
    unit: property('unit') as Unit | undefined,
    decimals: property('decimals') as number | undefined,
    thresholds: property('thresholds') as Thresholds | undefined,
  };
};
