import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { createBff } from './bff.ts';
import { drawChart } from './dashboard/chart.ts';
import { OfficeProvider } from './office.tsx';
import { ErrorBoundary } from './page/error-boundary.tsx';
import { createThemeStore } from './page/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');

const parts = {
  bff: createBff({
    fetch: (...request) => fetch(...request),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
  theme: createThemeStore(localStorage, document.documentElement),
  drawChart,
};

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <OfficeProvider parts={parts}>
        <BrowserRouter basename="/backoffice">
          <App />
        </BrowserRouter>
      </OfficeProvider>
    </ErrorBoundary>
  </StrictMode>,
);
