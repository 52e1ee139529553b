import { BffProblem } from '@fondaco/chassis/browser';
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { App } from '../app.tsx';
import { alertFixture, bffWith, show, systemFixture } from '../office.fixture.tsx';

afterEach(cleanup);

const at = '/operations';
const part = (name: string) => screen.findByRole('article', { name });

test('every part is drawn with its health in words, what it does and its database', async () => {
  show(<App />, { at });
  const orders = within(await part('orders'));
  expect(orders.getAllByText('up')).toHaveLength(2);
  expect(orders.getByText('12.3/s')).toBeDefined();
  expect(orders.getByText('24 ms')).toBeDefined();
  expect(orders.getByRole('region', { name: 'postgres-orders' })).toBeDefined();
  for (const name of ['gateway', 'balancer', 'storefront-bff', 'users', 'orders.order']) await part(name);
  expect((await screen.findByTestId('summary')).textContent).toContain('Everything is up');
  expect(screen.getByTestId('no-alerts')).toBeDefined();
});

test('a part that nobody measures is unknown and has dashes, not zeros', async () => {
  const gateway = { name: 'gateway', health: 'unknown' as const, requests: null, errors: null, p99: null };
  show(<App />, { at, bff: bffWith({ system: async () => ({ ...systemFixture, gateway }) }) });
  const drawn = within(await part('gateway'));
  expect(drawn.getByText('unknown')).toBeDefined();
  expect(drawn.getAllByText('–')).toHaveLength(3);
  expect((await screen.findByTestId('summary')).textContent).toContain('1 part is not measured');
});

test('a topic tells of each group how far it is behind', async () => {
  const topics = systemFixture.topics.map((topic) => ({
    ...topic,
    consumers: topic.consumers.map((consumer) => ({
      ...consumer,
      health: 'down' as const,
      lag: 1_284,
      lagSeconds: 94,
    })),
  }));
  show(<App />, { at, bff: bffWith({ system: async () => ({ ...systemFixture, topics }) }) });
  const topic = within(await part('orders.order'));
  expect(topic.getByText('1,284 behind, 94 s')).toBeDefined();
  expect((await screen.findByTestId('summary')).textContent).toContain('1 part is down');
});

test('an alert says what, where and since when, and leads to its runbook', async () => {
  const runbook = { name: 'service-down', title: 'ServiceDown', markdown: '**Means.** It does not answer.' };
  show(<App />, { at, bff: bffWith({ alerts: async () => [alertFixture], runbook: async () => runbook }) });
  const alert = within(await screen.findByTestId('alerts'));
  expect(alert.getByText('orders-1 has not answered for 30 seconds')).toBeDefined();
  expect(alert.getByText('service orders · instance orders-1')).toBeDefined();
  alert.getByRole('link', { name: /Runbook/ }).click();
  expect(await screen.findByRole('heading', { name: 'ServiceDown' })).toBeDefined();
  expect(screen.getByText('Means.').tagName).toBe('STRONG');
});

test('Prometheus away is said, and nothing is drawn that is not known', async () => {
  const away = new BffProblem(503, { code: 'prometheus/unavailable', title: 'away' });
  show(<App />, { at, bff: bffWith({ system: () => Promise.reject(away) }) });
  expect((await screen.findByTestId('failure')).textContent).toContain('Prometheus is away');
  expect(screen.queryByTestId('map')).toBeNull();
});

test('who has not logged in is asked to, and comes back to where they wanted to go', async () => {
  const nobody = async () => ({ user: null, csrfToken: 'token' });
  const logIn = async () => ({ user: { email: 'sam@fondaco.example', name: 'Sam' }, csrfToken: 'token' });
  show(<App />, { at, bff: bffWith({ session: nobody, logIn }) });
  const form = await screen.findByRole('form', { name: 'Log in' });
  expect(screen.queryByRole('navigation', { name: 'Back office' })).toBeNull();
  (within(form).getByLabelText('E-mail') as HTMLInputElement).value = 'sam@fondaco.example';
  (within(form).getByLabelText('Password') as HTMLInputElement).value = 'correct horse battery';
  within(form).getByRole('button', { name: 'Log in' }).click();
  await part('orders');
  expect(screen.getByTestId('staff-name').textContent).toBe('Sam');
});

test('a customer is told that this is for staff', async () => {
  const refused = new BffProblem(403, { code: 'backoffice-bff/staff-only', title: 'no' });
  const nobody = async () => ({ user: null, csrfToken: 'token' });
  show(<App />, { at, bff: bffWith({ session: nobody, logIn: () => Promise.reject(refused) }) });
  const form = await screen.findByRole('form', { name: 'Log in' });
  (within(form).getByLabelText('E-mail') as HTMLInputElement).value = 'ada@example.org';
  (within(form).getByLabelText('Password') as HTMLInputElement).value = 'correct horse battery';
  within(form).getByRole('button', { name: 'Log in' }).click();
  expect((await screen.findByTestId('form-failure')).textContent).toContain('This is for staff only');
});
