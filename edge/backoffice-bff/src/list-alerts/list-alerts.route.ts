import type { Routes } from '@fondaco/chassis/service';
import { AlertList } from '@fondaco/contracts/http/backoffice-bff';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { Runbooks } from '../runbook/runbooks.ts';
import type { AsStaff } from '../session/as-staff.ts';
import { alertFrom, worstFirst } from './alert.ts';

type Parts = {
  readonly prometheus: Pick<Prometheus, 'alerts'>;
  readonly runbooks: Runbooks;
  readonly asStaff: AsStaff;
};

export const listAlertsRoute =
  ({ prometheus, runbooks, asStaff }: Parts): Routes =>
  (http) => {
    const names = new Set(runbooks.keys());
    http.get(
      '/backoffice/bff/operations/alerts',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'listAlerts',
          summary: 'What fires now or is about to, the worst first',
          response: { 200: AlertList },
        },
      },
      async (_, reply) => {
        reply.header('cache-control', 'no-store');
        const alerts = await prometheus.alerts();
        return { alerts: worstFirst(alerts.map((alert) => alertFrom(alert, names))) };
      },
    );
  };
