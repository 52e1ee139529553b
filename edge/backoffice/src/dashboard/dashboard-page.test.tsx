import { BffProblem } from '@fondaco/chassis/browser';
import type { DashboardData, DashboardView, Panel } from '@fondaco/contracts/http/backoffice-bff';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { App } from '../app.tsx';
import { bffWith, show } from '../office.fixture.tsx';

afterEach(cleanup);

const at = '/operations/dashboards/service';
const panel = (id: number, type: Panel['type'], title: string, more: Partial<Panel> = {}): Panel => ({
  id,
  type,
  title,
  gridPos: { x: 0, y: id * 4, w: 12, h: 4 },
  fieldConfig: { defaults: { unit: 'reqps' }, overrides: [] },
  targets: [{ refId: 'A', legendFormat: '{{service}}' }],
  ...more,
});
const dashboard: DashboardView = {
  uid: 'service',
  title: 'Service',
  description: 'One service',
  variables: [{ name: 'service', label: 'Service', values: ['orders', 'users'] }],
  panels: [
    panel(1, 'row', 'Requests'),
    panel(2, 'timeseries', 'By route'),
    panel(3, 'stat', 'Rate'),
    panel(4, 'bargauge', 'Slowest'),
    panel(5, 'stat', 'Nothing yet'),
    panel(6, 'stat', 'Refused'),
    panel(7, 'text', 'Read me', { options: { content: 'Look **here** first.' } }),
  ],
};
const series = (service: string, ...values: (number | null)[]) => ({
  refId: 'A',
  labels: { service },
  values,
});
const data: DashboardData = {
  from: 0,
  to: 40,
  step: 20,
  panels: [
    { id: 2, failed: false, series: [series('orders', 1, 2, 3), series('users', 4, null, null)] },
    { id: 3, failed: false, series: [series('orders', 1, 12.5, null)] },
    { id: 4, failed: false, series: [series('orders', 2), series('users', 8)] },
    { id: 5, failed: false, series: [series('orders', null, null)] },
    { id: 6, failed: true, series: [] },
  ],
};
const bff = (dashboardData = vi.fn(async () => data)) =>
  bffWith({ dashboard: async () => dashboard, dashboardData });
const panelCalled = async (title: string) => within(await screen.findByRole('article', { name: title }));

test('each kind of panel shows its data, in its unit', async () => {
  show(<App />, { at, bff: bff() });
  const curves = await panelCalled('By route');
  await curves.findByRole('img', { name: 'By route: 2 curves, up to 4/s' });
  expect(curves.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['orders3/s', 'users4/s']);
  expect((await panelCalled('Rate')).getByText('12.5/s')).toBeDefined();
  expect((await panelCalled('Slowest')).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'users 8/s',
    'orders 2/s',
  ]);
  expect((await panelCalled('Read me')).getByText('here').tagName).toBe('STRONG');
  expect(screen.getByRole('heading', { level: 2, name: 'Requests' })).toBeDefined();
});

test('a panel without data says so, and one that Prometheus refused says that', async () => {
  show(<App />, { at, bff: bff() });
  const empty = await panelCalled('Nothing yet');
  expect(await empty.findByText('No data')).toBeDefined();
  expect((await panelCalled('Refused')).getByText('Prometheus could not answer this.')).toBeDefined();
});

test('the first value of a variable is chosen; another one and another range are asked for', async () => {
  const asked = vi.fn(async () => data);
  show(<App />, { at, bff: bff(asked) });
  await panelCalled('By route');
  expect(asked).toHaveBeenLastCalledWith('service', '1h', { service: 'orders' }, expect.anything());
  fireEvent.change(screen.getByLabelText('Service'), { target: { value: 'users' } });
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith('service', '1h', { service: 'users' }, expect.anything()),
  );
  fireEvent.click(screen.getByLabelText('6h'));
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith('service', '6h', { service: 'users' }, expect.anything()),
  );
});

test('what is chosen stands in the address', async () => {
  const asked = vi.fn(async () => data);
  show(<App />, { at: `${at}?range=24h&var-service=users`, bff: bff(asked) });
  await panelCalled('By route');
  expect(asked).toHaveBeenLastCalledWith('service', '24h', { service: 'users' }, expect.anything());
  expect(screen.getByLabelText<HTMLInputElement>('24h').checked).toBe(true);
});

test('Prometheus away is said instead of panels', async () => {
  const away = new BffProblem(503, { code: 'prometheus/unavailable', title: 'away' });
  show(<App />, { at, bff: bff(vi.fn(() => Promise.reject(away))) });
  expect((await screen.findByTestId('failure')).textContent).toContain('Prometheus is away');
});

test('the chosen theme is set on the page and kept', async () => {
  show(<App />, { at, bff: bff() });
  fireEvent.click(await screen.findByLabelText('Dark'));
  expect(document.documentElement.dataset.theme).toBe('dark');
  fireEvent.click(screen.getByLabelText('Auto'));
  expect(document.documentElement.dataset.theme).toBeUndefined();
});
