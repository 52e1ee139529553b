import type { Panel, Series } from '@fondaco/contracts/http/backoffice-bff';

/** `{{service}}` becomes what the series has as its label `service`. */
const filled = (format: string, labels: Readonly<Record<string, string>>): string =>
  format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '');

/** What a series is called in its panel: as its expression's legend says, or by what tells it apart. */
export const nameOf = ({ refId, labels }: Series, { targets = [], title }: Panel): string => {
  const format = targets.find((target) => target.refId === refId)?.legendFormat;
  const name = format ? filled(format, labels).trim() : Object.values(labels).join(' ');
  return name === '' ? (title ?? refId) : name;
};

export const lastOf = (values: readonly (number | null)[]): number | null =>
  values.findLast((value) => value !== null) ?? null;
