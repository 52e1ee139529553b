import { Navigate, Route, Routes } from 'react-router';
import { LogInPage } from './account/log-in-page.tsx';
import { StaffOnly } from './account/staff-only.tsx';
import { DashboardPage } from './dashboard/dashboard-page.tsx';
import { Layout } from './page/layout.tsx';
import { NotFoundPage } from './page/not-found-page.tsx';
import { RunbookPage } from './runbook/runbook-page.tsx';
import { SystemPage } from './system/system-page.tsx';

export const App = () => (
  <Layout>
    <Routes>
      <Route path="/log-in" element={<LogInPage />} />
      <Route element={<StaffOnly />}>
        <Route path="/" element={<Navigate to="/operations" replace />} />
        <Route path="/operations" element={<SystemPage />} />
        <Route path="/operations/dashboards/:uid" element={<DashboardPage />} />
        <Route path="/operations/runbooks/:name" element={<RunbookPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  </Layout>
);
