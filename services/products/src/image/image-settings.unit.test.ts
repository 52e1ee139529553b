import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings, SettingsError } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { imageSettings, missingImageSettings } from './image-settings.ts';

const read = (env: Record<string, string>) => readSettings(Type.Object(imageSettings), env);
const missing = (env: Record<string, string>) => missingImageSettings(read(env));

test('the chosen storage needs its own settings and none of the other', () => {
  assert.deepEqual(missing({ IMAGE_STORAGE: 'folder', IMAGE_FOLDER: '/data/images' }), []);
  assert.deepEqual(missing({ IMAGE_STORAGE: 's3', S3_BUCKET: 'pictures', S3_REGION: 'eu-central-1' }), []);
  assert.deepEqual(missing({ IMAGE_STORAGE: 'folder' }), [
    'IMAGE_FOLDER is missing (IMAGE_STORAGE is folder)',
  ]);
  assert.deepEqual(missing({ IMAGE_STORAGE: 's3' }), [
    'S3_BUCKET is missing (IMAGE_STORAGE is s3)',
    'S3_REGION is missing (IMAGE_STORAGE is s3)',
  ]);
});

test('half of the credentials are none', () => {
  const s3 = { IMAGE_STORAGE: 's3', S3_BUCKET: 'pictures', S3_REGION: 'eu-central-1' };
  assert.match(missing({ ...s3, S3_ACCESS_KEY_ID: 'x' }).join(), /^S3_SECRET_ACCESS_KEY is missing/);
  assert.match(missing({ ...s3, S3_SECRET_ACCESS_KEY: 'x' }).join(), /^S3_ACCESS_KEY_ID is missing/);
});

test('a folder is absolute, a prefix ends in a slash, an endpoint is an origin', () => {
  for (const wrong of [
    { IMAGE_FOLDER: 'images' },
    { S3_PREFIX: 'images' },
    { S3_PREFIX: '/images/' },
    { S3_ENDPOINT: 'http://127.0.0.1:9000/pictures' },
    { IMAGE_STORAGE: 'disk' },
  ]) {
    assert.throws(() => read({ IMAGE_STORAGE: 'folder', ...wrong }), SettingsError, JSON.stringify(wrong));
  }
});
