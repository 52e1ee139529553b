import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsError } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';

test('missing and wrong settings are all named, and no secret is shown', () => {
  const secret = 'c2hvcnQ=';
  assert.throws(
    () => readConfig({ SESSION_SECRET: secret, PUBLIC_ORIGIN: 'http://shop.example' }),
    (error) => {
      assert.ok(error instanceof SettingsError);
      for (const name of ['SESSION_SECRET', 'PUBLIC_ORIGIN', 'ORDERS_URL', 'SERVICE_KEY']) {
        assert.ok(error.message.includes(name), name);
      }
      assert.ok(!error.message.includes(secret));
      return true;
    },
  );
});
