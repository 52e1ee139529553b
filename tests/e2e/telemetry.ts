import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { LogLine } from '@fondaco/contracts/telemetry/log-line';
import type { Metric } from '@fondaco/contracts/telemetry/metric';
import { processMetrics } from '@fondaco/contracts/telemetry/metrics';
import { Compile } from 'typebox/compile';
import { request } from 'undici';
import type { Address } from '../../platform/addresses.ts';
import { mailsAbout } from '../system/mailbox.ts';
import { type Scrape, scrape } from '../system/scrape.ts';
import type { Shopper } from '../system/shopper.ts';
import type { CollectedSpan, SpanCollector } from '../system/span-collector.ts';
import type { System } from '../system/system.ts';
import { secretsIn } from '../system/used-secrets.ts';
import { cards, inABrowser, order, orderState, pay } from './browser-steps.ts';

const CHECKOUT_SERVICES = ['storefront-bff', 'orders', 'products', 'payments', 'notifications'];

/** The steps without which a checkout has not been followed from the browser to the mailbox. */
const CHECKOUT_STEPS = [
  ['storefront-bff', 'POST /bff/orders'],
  ['storefront-bff', 'POST orders'],
  ['orders', 'POST /v1/orders'],
  ['orders', 'send orders.order'],
  ['products', 'process orders.order.placed.v1'],
  ['products', 'send products.reservation'],
  ['orders', 'process products.reservation.accepted.v1'],
  ['payments', 'process orders.order.payment-requested.v1'],
  ['storefront-bff', 'POST /bff/orders/:orderId/payment-attempts'],
  ['payments', 'sandbox authorise'],
  ['payments', 'send payments.payment'],
  ['orders', 'process payments.payment.authorised.v1'],
  ['notifications', 'process orders.order.confirmed.v1'],
  ['notifications', 'send e-mail'],
] as const;

const managementOf = (system: System): [string, Address][] => [
  ...Object.entries(system.addresses.replicas).flatMap(([name, replicas]) =>
    replicas.map(({ management }) => [name, management] as [string, Address]),
  ),
  ['mail-catcher', system.addresses.mailCatcher.management],
  ['payment-sandbox', system.addresses.paymentSandbox.management],
  ['slack-receiver', system.addresses.slackReceiver.management],
  ...(system.addresses.exporters.lag
    ? [['lag-exporter', system.addresses.exporters.lag] as [string, Address]]
    : []),
];

const scrapeAll = (system: System): Promise<[string, Scrape][]> =>
  Promise.all(managementOf(system).map(async ([name, at]) => [name, await scrape(at)] as [string, Scrape]));

/** What is on `/metrics` and not on the list, or on the list and not on `/metrics`. */
const differences = (name: string, { types, samples }: Scrape): string[] => {
  const listed = new Map(
    (processMetrics[name] ?? [])
      .flatMap((metrics): Metric[] => Object.values(metrics))
      .map((metric) => [metric.name.replace(/_total$/, ''), metric] as const),
  );
  const kinds = [...types].map(([metric, type]) => `${metric.replace(/_total$/, '')} ${type}`);
  const known = [...listed].map(([metric, { type }]) => `${metric} ${type}`);
  const odd = samples.flatMap(({ series, labels }) => {
    const metric = listed.get(series) ?? listed.get(series.replace(/_(total|bucket|sum|count)$/, ''));
    return Object.entries(labels).flatMap(([label, value]) => {
      if (label === 'le' || label === 'quantile') return [];
      const values = metric?.labels[label];
      const isKnown = typeof values === 'string' || values?.includes(value);
      return isKnown ? [] : [`${series}{${label}="${value}"} is not on the list`];
    });
  });
  return [
    ...kinds.filter((kind) => !known.includes(kind)).map((kind) => `${kind} is not on the list`),
    ...known.filter((kind) => !kinds.includes(kind)).map((kind) => `${kind} is only on the list`),
    ...odd,
  ].map((difference) => `${name}: ${difference}`);
};

export const metricsAsListed = (system: () => System): void => {
  test('every process says on /metrics what the list of metrics says, no more and no less', async () => {
    const scraped = await scrapeAll(system());
    assert.ok(scraped.length >= Object.keys(processMetrics).length);
    assert.deepEqual([...new Set(scraped.flatMap(([name, found]) => differences(name, found)))], []);
  });

  test('Prometheus takes what every process says', async () => {
    const { host, port } = system().addresses.prometheus;
    // Others may have ended and started processes just before.
    await eventually(
      async () => {
        const answer = await request(`http://${host}:${port}/api/v1/targets?state=active`);
        const { data } = (await answer.body.json()) as { data: { activeTargets: readonly Target[] } };
        const instances = data.activeTargets.map(({ labels }) => labels.instance);
        for (const instance of ['orders-1', 'storefront-bff-1', 'mail-catcher'])
          assert.ok(instances.includes(instance), instance);
        assert.deepEqual(
          data.activeTargets
            .filter(({ health }) => health !== 'up')
            .map(({ labels, lastError }) => [labels, lastError]),
          [],
        );
      },
      { within: 30_000 },
    );
  });
};

type Target = {
  readonly labels: { readonly instance: string };
  readonly health: string;
  readonly lastError: string;
};

/** One checkout in a browser, on a system that records every trace. */
export const oneCheckoutOneTrace = (
  system: () => System,
  shopper: () => Shopper,
  collector: () => SpanCollector,
): void => {
  const linesOf = async (...options: string[]): Promise<Record<string, unknown>[]> => {
    const { code, stdout, stderr } = await system().fondaco('logs', '--json', '-n', '999999', ...options);
    assert.equal(code, 0, stderr);
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  test('one checkout is one trace from the browser to the mail, with its log lines and its metrics', async (t) => {
    let orderId = '';
    await inABrowser(system(), async ({ page }) => {
      orderId = await order(page);
      await pay(page, cards.good);
      await orderState(page, 'confirmed');
    });
    await eventually(async () => assert.equal((await mailsAbout(system(), orderId)).length, 1), {
      within: 30_000,
    });

    const named = (service: string, name: string) => (span: CollectedSpan) =>
      span.service === service && span.name === name;
    const spans = await eventually(
      () => {
        const mail = collector()
          .spans()
          .find(
            (span) =>
              named('notifications', 'send e-mail')(span) && span.attributes['fondaco.orderId'] === orderId,
          );
        assert.ok(mail, 'the mail has a span');
        const all = collector()
          .spans()
          .filter((span) => span.traceId === mail.traceId);
        const ids = new Set(all.map((span) => span.spanId));
        const roots = all.filter((span) => span.parentSpanId === null);
        assert.deepEqual(
          roots.map(({ service, name }) => [service, name]),
          [['storefront-bff', 'POST /bff/orders']],
        );
        const lost = all.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId));
        assert.deepEqual(
          lost.map(({ service, name }) => `${service} ${name}`),
          [],
          'every span hangs on another one',
        );
        for (const [service, name] of CHECKOUT_STEPS)
          assert.ok(all.some(named(service, name)), `${service}: ${name}`);
        return all;
      },
      { within: 30_000 },
    );
    t.diagnostic(`${spans.length} spans`);
    assert.deepEqual(
      spans.filter(({ failed }) => failed).map(({ service, name }) => `${service} ${name}`),
      [],
    );

    const traceId = spans[0]?.traceId ?? '';
    for (const options of [
      ['--order', orderId],
      ['--trace', traceId],
    ]) {
      const lines = await linesOf(...options);
      const services = new Set(
        lines.filter((line) => line.traceId === traceId).map(({ service }) => service),
      );
      assert.deepEqual(
        CHECKOUT_SERVICES.filter((service) => !services.has(service)),
        [],
        `logs ${options.join(' ')}`,
      );
      assert.ok(lines.every((line) => line.orderId === orderId || typeof line.traceId === 'string'));
    }

    const scraped = await scrapeAll(system());
    const counted = (name: string, series: string) =>
      scraped
        .filter(([process]) => process === name)
        .flatMap(([, { samples }]) => samples)
        .filter((sample) => sample.series === series)
        .reduce((sum, { value }) => sum + value, 0);
    assert.ok(counted('orders', 'orders_confirmation_seconds_count') >= 1);
    assert.ok(counted('orders', 'orders_revenue_minor_units_total') > 0);
    assert.ok(counted('notifications', 'notifications_emails_total') >= 1);
    const exemplars = scraped.flatMap(([, { text }]) => text.match(/trace_id="[0-9a-f]{32}"/g) ?? []);
    assert.ok(exemplars.includes(`trace_id="${traceId}"`), 'a sample of a histogram leads to the trace');
  });

  test('a problem names the trace that its log lines have', async () => {
    const answer = await shopper().call('POST', '/api/v1/sessions', { body: { wrong: true } });
    assert.equal(answer.status, 400);
    const lines = await eventually(async () => {
      const found = await linesOf('--trace', answer.body.traceId);
      assert.ok(found.length > 0);
      return found;
    });
    assert.ok(lines.some(({ service, status }) => service === 'users' && status === 400));
  });

  test('a traceparent from outside is not taken over', async () => {
    const outside = 'c'.repeat(32);
    const headers = { traceparent: `00-${outside}-${'d'.repeat(16)}-01` };
    const answer = await shopper().call('GET', '/api/v1/no-such-thing', { headers });
    const asked = await shopper().call('POST', '/api/v1/sessions', { headers, body: {} });
    assert.equal(answer.status, 404);
    assert.match(asked.body.traceId, /^[0-9a-f]{32}$/);
    assert.notEqual(asked.body.traceId, outside);
  });
};

/** To be called when everything else has been tried, so that there is something to search. */
export const nothingSecretLeft = (system: () => System, collector: () => SpanCollector): void => {
  const logs = async (): Promise<{ name: string; text: string }[]> => {
    const folder = system().paths.log;
    const names = (await readdir(folder)).filter((name) => /\.log(\.1)?$/.test(name));
    return Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
    );
  };

  test('logs, traces and metrics hold no card, password, token, e-mail or street address', async () => {
    const written = await logs();
    const measured = (await scrapeAll(system())).map(([name, { text }]) => ({
      name: `metrics of ${name}`,
      text,
    }));
    const traced = { name: 'traces', text: collector().received() };
    assert.ok(written.length > 10 && traced.text.length > 10_000, 'there is something to search');
    assert.deepEqual(
      [...written, ...measured, traced].flatMap(({ name, text }) =>
        secretsIn(text).map((found) => `${name}: ${found}`),
      ),
      [],
    );
  });

  test('every line that our processes write is of the one schema', async () => {
    const line = Compile(LogLine);
    const own =
      /^(users|products|orders|payments|notifications|storefront-bff|backoffice-bff|mail-catcher|payment-sandbox)(-\d+)?\./;
    const lines = (await logs())
      .filter(({ name }) => own.test(name))
      .flatMap(({ name, text }) => text.split('\n').map((one) => ({ name, one })))
      .filter(({ one }) => one !== '');
    assert.ok(lines.length > 300);
    assert.deepEqual(
      lines.filter(({ one }) => !one.startsWith('{') || !line.Check(JSON.parse(one))).slice(0, 5),
      [],
    );
  });
};
