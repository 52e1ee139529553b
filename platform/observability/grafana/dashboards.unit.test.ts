import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { dashboards } from './dashboards.ts';
import { dashboardFolder } from './files.ts';

const fileOf = (index: number, uid = ''): string => `${String(index + 1).padStart(2, '0')}-${uid}.json`;

test('the committed dashboards are what the code makes', async () => {
  const made = new Map(
    dashboards.map((dashboard, index) => [
      fileOf(index, dashboard.uid),
      `${JSON.stringify(dashboard, null, 2)}\n`,
    ]),
  );
  if (process.env.UPDATE_DASHBOARDS === '1') {
    await rm(dashboardFolder, { recursive: true, force: true });
    await mkdir(dashboardFolder);
    for (const [name, text] of made) await writeFile(join(dashboardFolder, name), text);
  }
  assert.deepEqual((await readdir(dashboardFolder)).sort(), [...made.keys()].sort());
  for (const [name, text] of made)
    assert.deepEqual(
      JSON.parse(await readFile(join(dashboardFolder, name), 'utf8')),
      JSON.parse(text),
      `${name} is not what the code makes: run this test with UPDATE_DASHBOARDS=1 and format it`,
    );
});

for (const { title, panels = [], templating } of dashboards) {
  test(`${title}: every panel has a title, data and a place of its own`, () => {
    const taken = new Map<string, string>();
    for (const panel of panels) {
      assert.ok('gridPos' in panel && panel.gridPos, panel.title ?? '');
      const { x, y, w, h } = panel.gridPos;
      assert.ok(x + w <= 24, `${panel.title} ends at column ${x + w}`);
      for (let column = x; column < x + w; column += 1)
        for (let row = y; row < y + h; row += 1) {
          const place = `${column}/${row}`;
          assert.equal(taken.get(place), undefined, `${panel.title} lies over ${taken.get(place)}`);
          taken.set(place, panel.title ?? '');
        }
      if (panel.type === 'row' || panel.type === 'text' || panel.type === 'alertlist') continue;
      assert.ok(panel.title, 'a panel without a title');
      assert.ok(
        'targets' in panel && panel.targets && panel.targets.length > 0,
        `${panel.title} asks nothing`,
      );
    }
  });

  test(`${title}: variables that are used are declared`, () => {
    const declared = new Set(templating?.list?.map(({ name }) => name));
    const used = JSON.stringify(panels).matchAll(/\$(?!__)\{?([a-z]+)/g);
    for (const [, name] of used) assert.ok(declared.has(name ?? ''), `$${name}`);
  });
}
