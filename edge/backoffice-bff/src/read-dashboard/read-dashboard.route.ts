import type { Routes } from '@fondaco/chassis/service';
import { DashboardView } from '@fondaco/contracts/http/backoffice-bff';
import { Type } from 'typebox';
import type { Dashboard } from '../dashboard/dashboard-files.ts';
import { findDashboard } from '../dashboard/find-dashboard.ts';
import { readVariables } from '../dashboard/variables.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { AsStaff } from '../session/as-staff.ts';

type Parts = {
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  readonly prometheus: Pick<Prometheus, 'labelValues'>;
  readonly asStaff: AsStaff;
  readonly now: () => Date;
};

export const readDashboardRoute =
  ({ dashboards, prometheus, asStaff, now }: Parts): Routes =>
  (http) => {
    http.get(
      '/backoffice/bff/operations/dashboards/:uid',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'readDashboard',
          summary: 'The panels of a dashboard, and what its variables may be',
          params: Type.Object({ uid: Type.String({ maxLength: 40 }) }),
          response: { 200: DashboardView },
        },
      },
      async (request, reply) => {
        const dashboard = findDashboard(dashboards, request.params.uid);
        reply.header('cache-control', 'no-store');
        return { ...dashboard, variables: await readVariables(prometheus, dashboard, now()) };
      },
    );
  };
