import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Received } from '@fondaco/chassis/testing';
import type { SystemView } from '@fondaco/contracts/http/backoffice-bff';
import { answered, logInAs, testBff } from '../testing/bff.ts';

const queryOf = ({ path }: Received) => new URL(path, 'http://prometheus').searchParams.get('query') ?? '';
const sample = (metric: Record<string, string>, value: number) => ({ metric, value: [1, String(value)] });

test('the system is drawn from the topology, with what Prometheus measures', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  parts.prometheus.routes['GET /api/v1/query'] = (request) => {
    const query = queryOf(request);
    const result = query.startsWith('sum by (service) (up{job="services"}')
      ? [sample({ service: 'users' }, 1), sample({ service: 'orders' }, 1)]
      : query.startsWith('count by (service) (up{job="services"}')
        ? [sample({ service: 'users' }, 1), sample({ service: 'orders' }, 2)]
        : query.includes('(pg_up)')
          ? [sample({ service: 'users' }, 1), sample({ service: 'orders' }, 0)]
          : query === 'consumer_group_topic:kafka_consumer_group_lag:sum'
            ? [
                sample(
                  {
                    messaging_consumer_group_name: 'notifications.mailer',
                    messaging_destination_name: 'orders.order',
                  },
                  1_284,
                ),
              ]
            : query.includes('(kafka_consumer_group_members)')
              ? [sample({ messaging_consumer_group_name: 'notifications.mailer' }, 0)]
              : [];
    return answered({ resultType: 'vector', result });
  };
  const { status, json } = await parts.browser.send({ url: '/backoffice/bff/operations/system' });
  assert.equal(status, 200);
  const system = json as SystemView;
  const [users, orders] = system.services;
  assert.equal(users?.health, 'up');
  assert.equal(users?.database?.health, 'up');
  assert.equal(orders?.health, 'degraded');
  assert.deepEqual(orders?.replicas, { up: 1, all: 2 });
  assert.deepEqual(orders?.calls, ['users']);
  assert.equal(orders?.database?.health, 'down');
  assert.equal(system.bffs[0]?.health, 'unknown');
  assert.equal(system.gateway.health, 'unknown');
  const [topic] = system.topics;
  assert.equal(topic?.health, 'down');
  assert.equal(topic?.consumers[0]?.lag, 1_284);
});

test('alerts come the worst first, each with a runbook that there is', async (t) => {
  const parts = await testBff(t);
  await logInAs(parts, 'staff');
  const alert = (alertname: string, severity: string, state: string, runbook: string) => ({
    labels: { alertname, severity, service: 'orders' },
    annotations: { summary: `${alertname}!`, runbook_url: runbook, dashboard: 'service?var-service=orders' },
    state,
    activeAt: '2026-11-29T11:58:00.123456789Z',
    value: '1e+00',
  });
  parts.prometheus.routes['GET /api/v1/alerts'] = () =>
    answered({
      alerts: [
        alert('Soon', 'critical', 'pending', 'docs/runbooks/service-down.md'),
        alert('Odd', 'warning', 'firing', 'docs/runbooks/../../etc/passwd'),
        alert('Down', 'critical', 'firing', 'docs/runbooks/service-down.md'),
      ],
    });
  const { json } = await parts.browser.send({ url: '/backoffice/bff/operations/alerts' });
  assert.deepEqual(
    json.alerts.map(({ name, runbook }: { name: string; runbook: string | null }) => [name, runbook]),
    [
      ['Down', 'service-down'],
      ['Odd', null],
      ['Soon', 'service-down'],
    ],
  );
  assert.deepEqual(json.alerts[0].labels, { service: 'orders' });
  assert.equal(json.alerts[0].dashboard, 'service?var-service=orders');
  assert.equal(json.alerts[0].since, '2026-11-29T11:58:00.123Z');

  const runbook = await parts.browser.send({ url: '/backoffice/bff/operations/runbooks/service-down' });
  assert.equal(runbook.json.title, 'ServiceDown');
  assert.match(runbook.json.markdown, /\*\*Look\.\*\*/);
  const missing = await parts.browser.send({ url: '/backoffice/bff/operations/runbooks/nothing' });
  assert.equal(missing.json.code, 'backoffice-bff/no-such-runbook');
});
