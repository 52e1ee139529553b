import { join } from 'node:path';

/** The dashboards as JSON, a file each, for whoever shows them: Grafana and the back office. */
export const dashboardFolder = join(import.meta.dirname, 'json');
