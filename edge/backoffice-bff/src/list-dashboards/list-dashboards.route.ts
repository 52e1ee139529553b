import type { Routes } from '@fondaco/chassis/service';
import { DashboardList } from '@fondaco/contracts/http/backoffice-bff';
import type { Dashboard } from '../dashboard/dashboard-files.ts';
import type { AsStaff } from '../session/as-staff.ts';

type Parts = { readonly dashboards: ReadonlyMap<string, Dashboard>; readonly asStaff: AsStaff };

export const listDashboardsRoute =
  ({ dashboards, asStaff }: Parts): Routes =>
  (http) => {
    http.get(
      '/backoffice/bff/operations/dashboards',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'listDashboards',
          summary: 'The dashboards that there are',
          response: { 200: DashboardList },
        },
      },
      async (_, reply) => {
        reply.header('cache-control', 'no-store');
        return { dashboards: [...dashboards.values()] };
      },
    );
  };
