import type { Routes } from '@fondaco/chassis/service';
import { SystemView } from '@fondaco/contracts/http/backoffice-bff';
import type { Dashboard } from '../dashboard/dashboard-files.ts';
import type { ReadPanels } from '../dashboard/panel-data.ts';
import { spanOf } from '../dashboard/span.ts';
import type { AsStaff } from '../session/as-staff.ts';
import { liveTablePanels, liveTables } from '../system/live-tables.ts';
import type { System } from '../system/system.ts';
import { systemView } from '../system/system-view.ts';

type Parts = {
  readonly system: System;
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  readonly readPanels: ReadPanels;
  readonly scrapeIntervalSeconds: number;
  readonly asStaff: AsStaff;
  readonly now: () => Date;
};

export const readSystemRoute =
  ({ system, dashboards, readPanels, scrapeIntervalSeconds, asStaff, now }: Parts): Routes =>
  (http) => {
    const panels = liveTablePanels(dashboards.get('overview'));
    http.get(
      '/backoffice/bff/operations/system',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'readSystem',
          summary: 'Every part of the system, and how it is now',
          response: { 200: SystemView },
        },
      },
      async (_, reply) => {
        const at = now();
        const span = spanOf('15m', at, scrapeIntervalSeconds);
        const data = await readPanels(panels, span, {});
        reply.header('cache-control', 'no-store');
        return systemView(system, liveTables(panels, data), at);
      },
    );
  };
