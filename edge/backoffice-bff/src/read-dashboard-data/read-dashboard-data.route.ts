import type { Routes } from '@fondaco/chassis/service';
import {
  DashboardData,
  type TimeRange,
  TimeRange as TimeRangeSchema,
  VARIABLE_PARAMETER,
  VariableValue,
} from '@fondaco/contracts/http/backoffice-bff';
import { Type } from 'typebox';
import type { Dashboard } from '../dashboard/dashboard-files.ts';
import { findDashboard } from '../dashboard/find-dashboard.ts';
import type { ReadPanels } from '../dashboard/panel-data.ts';
import { spanOf } from '../dashboard/span.ts';
import { givenVariables } from '../dashboard/variables.ts';
import type { AsStaff } from '../session/as-staff.ts';

type Parts = {
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  readonly readPanels: ReadPanels;
  readonly scrapeIntervalSeconds: number;
  readonly asStaff: AsStaff;
  readonly now: () => Date;
};

const Query = Type.Unsafe<{ range: TimeRange } & Record<string, string>>({
  type: 'object',
  required: ['range'],
  properties: { range: TimeRangeSchema },
  patternProperties: { [VARIABLE_PARAMETER]: VariableValue },
  additionalProperties: false,
});

export const readDashboardDataRoute =
  ({ dashboards, readPanels, scrapeIntervalSeconds, asStaff, now }: Parts): Routes =>
  (http) => {
    http.get(
      '/backoffice/bff/operations/dashboards/:uid/data',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'readDashboardData',
          summary: 'What the panels of a dashboard show',
          description: 'Takes `var-<name>` for each variable of the dashboard.',
          params: Type.Object({ uid: Type.String({ maxLength: 40 }) }),
          querystring: Query,
          response: { 200: DashboardData },
        },
      },
      async (request, reply) => {
        const dashboard = findDashboard(dashboards, request.params.uid);
        const variables = givenVariables(dashboard, request.query);
        const span = spanOf(request.query.range, now(), scrapeIntervalSeconds);
        reply.header('cache-control', 'no-store');
        return readPanels(dashboard.panels, span, variables);
      },
    );
  };
