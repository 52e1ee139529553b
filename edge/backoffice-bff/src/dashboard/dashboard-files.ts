import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Panel } from '@fondaco/contracts/http/backoffice-bff';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';

const Target = Type.Object({
  refId: Type.String(),
  expr: Type.String(),
  legendFormat: Type.Optional(Type.String()),
  instant: Type.Optional(Type.Boolean()),
});
export type Target = Static<typeof Target>;

/** A dashboard as Grafana gets it, as far as it is used here. */
export const Dashboard = Type.Object({
  uid: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  templating: Type.Optional(
    Type.Object({
      list: Type.Optional(
        Type.Array(
          Type.Object({
            name: Type.String({ pattern: '^[a-z]{1,20}$' }),
            label: Type.Optional(Type.String()),
            /** Of the values that a label has on the series that match. */
            query: Type.String({ pattern: '^label_values\\(.+, [a-z_]+\\)$' }),
          }),
        ),
      ),
    }),
  ),
  panels: Type.Array(Type.Object({ ...Panel.properties, targets: Type.Optional(Type.Array(Target)) })),
});
export type Dashboard = Static<typeof Dashboard>;

/** All dashboards of the folder in the order of the files' names. Throws when one cannot be drawn here. */
export const readDashboards = async (folder: string): Promise<ReadonlyMap<string, Dashboard>> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw new Error(`There is no dashboard in ${folder}`);
  const dashboards = await Promise.all(
    names.map(async (name) => {
      const dashboard: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      if (Value.Check(Dashboard, dashboard)) return dashboard;
      const [first] = Value.Errors(Dashboard, dashboard);
      throw new Error(`${name} cannot be drawn: ${first?.instancePath} ${first?.message}`);
    }),
  );
  return new Map(dashboards.map((dashboard) => [dashboard.uid, dashboard]));
};
