import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { createDatabase } from '@fondaco/chassis/postgres';
import { createMetrics } from '@fondaco/chassis/service';
import { silentLog } from '@fondaco/chassis/testing';
import { createFolderStorage } from '../image/folder-storage.ts';
import { createImageRenderer } from '../image/image-renderer.ts';
import { uploadImage } from './upload-image.ts';
import { createUploadMetrics } from './upload-metrics.ts';

/** Uploads what comes in by standard input, as a process that can be killed: its database and its folder. */
const [url, folder] = process.argv.slice(2);
assert.ok(url && folder);
const metrics = createMetrics();
const upload = uploadImage({
  db: createDatabase({ url, poolSize: 2, applicationName: 'products-2', metrics, log: silentLog() }),
  storage: createFolderStorage(folder),
  render: createImageRenderer(),
  metrics: createUploadMetrics(metrics),
});
await upload(await buffer(process.stdin), 'test');
