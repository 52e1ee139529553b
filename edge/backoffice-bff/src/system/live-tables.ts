import type { DashboardData } from '@fondaco/contracts/http/backoffice-bff';
import type { Dashboard } from '../dashboard/dashboard-files.ts';

/** The tables of the overview that the system is drawn from: by title, what is asked for by column. */
const TABLES = {
  Gateways: ['Up', 'Requests', 'Errors', 'p99'],
  Services: ['Up', 'Replicas', 'Requests', 'Errors', 'p99'],
  Databases: ['Up', 'Connections', 'In use', 'Waiting', 'p99'],
  Brokers: ['Up'],
  Topics: ['Events'],
  Consumers: ['Members', 'Parked'],
  Lag: ['Messages', 'Seconds'],
} as const;

export type TableName = keyof typeof TABLES;
type Column<Table extends TableName> = (typeof TABLES)[Table][number];

/** A value of the row that has these labels; null when there is none. */
export type LiveTables = {
  readonly cell: <Table extends TableName>(
    table: Table,
    labels: Readonly<Record<string, string>>,
    column: Column<Table>,
  ) => number | null;
  /** All values of a column. */
  readonly column: <Table extends TableName>(table: Table, column: Column<Table>) => readonly number[];
};

/** The panels of those tables. Throws when the overview lacks one or one of its columns. */
export const liveTablePanels = (overview: Dashboard | undefined): Dashboard['panels'] =>
  Object.entries(TABLES).map(([title, columns]) => {
    const panel = overview?.panels.find((one) => one.type === 'table' && one.title === title);
    const asked = panel?.targets?.map(({ refId }) => refId) ?? [];
    const missing = columns.filter((column) => !asked.includes(column));
    if (panel === undefined || missing.length > 0)
      throw new Error(`The overview's table ${title} lacks ${missing.join(', ')}`);
    return panel;
  });

export const liveTables = (panels: Dashboard['panels'], data: DashboardData): LiveTables => {
  const seriesOf = (table: TableName, column: string) => {
    const id = panels.find(({ title }) => title === table)?.id;
    const { series = [] } = data.panels.find((panel) => panel.id === id) ?? {};
    return series.filter(({ refId }) => refId === column);
  };
  return {
    cell: (table, labels, column) =>
      seriesOf(table, column).find((series) =>
        Object.entries(labels).every(([label, value]) => series.labels[label] === value),
      )?.values[0] ?? null,
    column: (table, column) =>
      seriesOf(table, column).flatMap(({ values: [value] }) => (value == null ? [] : [value])),
  };
};
