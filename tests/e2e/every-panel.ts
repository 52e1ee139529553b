import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { dashboardFolder } from '../../platform/observability/grafana/files.ts';
import { prometheusOf } from '../system/prometheus.ts';
import type { System } from '../system/system.ts';

/** What the variables stand for here: parts that do everything that is drawn of any. */
const CHOSEN: Readonly<Record<string, string>> = {
  service: 'orders',
  group: 'orders.order-process',
  slo: 'checkout',
  __rate_interval: '5m',
};

/** `<dashboard> / <panel>` that have no data in a system that is well. */
const EMPTY_IN_HEALTH: readonly string[] = [
  // The counter begins with the first request that one replica did not answer.
  'Gateway / Asked a second replica',
];

type Panel = { readonly title?: string; readonly targets?: readonly { readonly expr: string }[] };

const expressions = async (): Promise<{ where: string; query: string }[]> => {
  const names = await readdir(dashboardFolder);
  const texts = await Promise.all(names.map((name) => readFile(join(dashboardFolder, name), 'utf8')));
  return texts
    .map((text) => JSON.parse(text) as { title: string; panels: Panel[] })
    .flatMap(({ title, panels }) =>
      panels.flatMap((panel) =>
        (panel.targets ?? []).map(({ expr }) => ({
          where: `${title} / ${panel.title}`,
          query: expr.replace(/\$(\w+)/g, (_, name: string) => CHOSEN[name] ?? assert.fail(`$${name}`)),
        })),
      ),
    );
};

/** Once there was some of everything, every expression of every dashboard has data: a wrong name or label shows here. */
export const everyPanel = (system: () => System): void => {
  test('every expression of every dashboard has data, but for those that are empty in health', async () => {
    const { count } = prometheusOf(system());
    const all = await expressions();
    assert.ok(all.length > 80, `${all.length} expressions`);
    await eventually(
      async () => {
        const empty: string[] = [];
        for (const { where, query } of all)
          if ((await count(query)) === 0 && !EMPTY_IN_HEALTH.includes(where))
            empty.push(`${where}: ${query}`);
        assert.deepEqual(empty, []);
      },
      { within: 60_000 },
    );
    const unknown = EMPTY_IN_HEALTH.filter((name) => !all.some(({ where }) => where === name));
    assert.deepEqual(unknown, []);
  });
};
