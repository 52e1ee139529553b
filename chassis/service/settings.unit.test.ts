import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Type } from 'typebox';
import {
  callersSetting,
  consumerGroupSettings,
  kafkaSettings,
  postgresSettings,
  serviceSettings,
} from './common-settings.ts';
import { type Environment, readSettings, SettingsError } from './settings.ts';

const Schema = Type.Object({
  ...serviceSettings,
  ...postgresSettings,
  ...kafkaSettings,
  ...consumerGroupSettings('orders.product-copy'),
  ...callersSetting,
});

const complete: Environment = {
  INSTANCE: 'orders-1',
  HTTP_PORT: '8101',
  MANAGEMENT_PORT: '9101',
  DATABASE_URL: 'postgres://orders:hunter2@127.0.0.1:5432/orders',
  KAFKA_BROKERS: '127.0.0.1:9092,127.0.0.1:9093',
  CONSUMER_GROUPS: '{"orders.product-copy":{"topics":["products.product"],"start":"earliest"}}',
};

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readSettings(Schema, env);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
  return [];
};

describe('settings', () => {
  it('are read from text by their schema, with defaults', () => {
    const settings = readSettings(Schema, complete);
    assert.equal(settings.HTTP_HOST, '127.0.0.1');
    assert.equal(settings.HTTP_PORT, 8101);
    assert.equal(settings.LOG_LEVEL, 'info');
    assert.deepEqual(settings.KAFKA_BROKERS, ['127.0.0.1:9092', '127.0.0.1:9093']);
    assert.deepEqual(settings.CALLERS, {});
    assert.equal(settings.KAFKA_USERNAME, undefined);
    assert.equal(settings.CONSUMER_GROUPS['orders.product-copy'].start, 'earliest');
  });

  it('name everything that is wrong or missing at once', () => {
    const problems = problemsOf({
      ...complete,
      HTTP_PORT: 'eighty',
      MANAGEMENT_PORT: undefined,
      LOG_LEVEL: 'loud',
    });
    assert.equal(problems.length, 3);
    assert.match(problems[0] ?? '', /^HTTP_PORT is wrong: must be integer/);
    assert.equal(problems[1], 'MANAGEMENT_PORT is missing');
    assert.match(problems[2] ?? '', /^LOG_LEVEL is wrong/);
  });

  it('never show a value', () => {
    const problems = problemsOf({ ...complete, DATABASE_URL: 'mysql://orders:hunter2@host/orders' });
    assert.equal(problems.length, 1);
    assert.doesNotMatch(problems.join(), /hunter2/);
  });

  it('take an empty text for none', () => {
    assert.deepEqual(problemsOf({ ...complete, DATABASE_URL: '' }), ['DATABASE_URL is missing']);
  });

  it('say that JSON must be JSON', () => {
    assert.deepEqual(problemsOf({ ...complete, CALLERS: '{' }), ['CALLERS is wrong: must be JSON']);
  });

  it('come from a file when NAME_FILE says so', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'url');
    writeFileSync(file, 'postgres://orders:secret@host/orders\n');
    const settings = readSettings(Schema, { ...complete, DATABASE_URL: undefined, DATABASE_URL_FILE: file });
    assert.equal(settings.DATABASE_URL, 'postgres://orders:secret@host/orders');
  });

  it('tell of a file that cannot be read, and of a setting that is given twice', () => {
    const missing = { ...complete, DATABASE_URL: undefined, DATABASE_URL_FILE: '/nowhere/url' };
    assert.match(problemsOf(missing).join(), /^DATABASE_URL cannot be read from the file .* \(ENOENT\)$/);
    assert.match(problemsOf({ ...complete, DATABASE_URL_FILE: '/nowhere/url' }).join(), /given twice/);
  });
});
