import { Problem } from '@fondaco/chassis/service';
import type { Dashboard } from './dashboard-files.ts';

/** Throws Problem 404. */
export const findDashboard = (dashboards: ReadonlyMap<string, Dashboard>, uid: string): Dashboard => {
  const found = dashboards.get(uid);
  if (found !== undefined) return found;
  throw new Problem({
    status: 404,
    code: 'backoffice-bff/no-such-dashboard',
    title: 'There is no such dashboard',
  });
};
