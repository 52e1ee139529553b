import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@fondaco/chassis/service';
import { assertOpenApi } from '@fondaco/chassis/testing';
import { readConfig } from './config.ts';
import { liveTablePanels } from './system/live-tables.ts';
import { testBff } from './testing/bff.ts';

test('the committed description of the API is what the routes say', async (t) => {
  const { bff } = await testBff(t);
  await assertOpenApi(bff.http, fileURLToPath(new URL('../openapi.json', import.meta.url)));
});

test('missing and wrong settings are all named, and no secret is shown', () => {
  const secret = 'c2hvcnQ=';
  assert.throws(
    () => readConfig({ SESSION_SECRET: secret, SYSTEM: '{}' }),
    (error) => {
      assert.ok(error instanceof SettingsError);
      for (const name of ['SESSION_SECRET', 'PROMETHEUS_URL', 'DASHBOARDS_FOLDER', 'SYSTEM'])
        assert.ok(error.message.includes(name), name);
      assert.ok(!error.message.includes(secret));
      return true;
    },
  );
});

test('an overview without what the system is drawn from ends the start', () => {
  assert.throws(() => liveTablePanels(undefined), /Gateways lacks Up/);
});
