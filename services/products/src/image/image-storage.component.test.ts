import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it, test } from 'node:test';
import { createFolderStorage } from './folder-storage.ts';
import { type ImageStorage, ImageStorageUnavailable } from './image-storage.ts';
import { createS3Storage } from './s3-storage.ts';
import { type S3Server, startS3Server } from './testing/s3-server.ts';

let server: S3Server;
before(async () => {
  server = await startS3Server();
});
after(() => server.stop());

type Harness = {
  readonly storage: ImageStorage;
  /** Another replica's, over the same files. */
  readonly other: ImageStorage;
  /** One whose files are out of reach. */
  readonly away: ImageStorage;
  stop(): Promise<void>;
};

const startFolder = async (): Promise<Harness> => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-storage-'));
  const file = join(folder, 'a file');
  await writeFile(file, '');
  const images = join(folder, 'made', 'by itself');
  return {
    storage: createFolderStorage(images),
    other: createFolderStorage(images),
    away: createFolderStorage(file),
    stop: () => rm(folder, { recursive: true }),
  };
};

const startS3 = async (): Promise<Harness> => {
  const of = (change: object = {}) => createS3Storage({ ...server, prefix: 'images/', ...change });
  const [storage, other, away] = [of(), of(), of({ endpoint: 'http://127.0.0.1:1' })];
  return {
    storage,
    other,
    away,
    stop: async () => {
      for (const one of [storage, other, away]) one.close();
    },
  };
};

for (const [name, start] of [
  ['a folder', startFolder],
  ['S3', startS3],
] as const) {
  describe(`a storage of images: ${name}`, () => {
    let harness: Harness;
    before(async () => {
      harness = await start();
    });
    after(() => harness.stop());

    const read = async (storage: ImageStorage, key: string): Promise<Buffer | null> => {
      const stored = await storage.get(key);
      if (stored === null) return null;
      const bytes = await buffer(stored.body);
      assert.equal(bytes.byteLength, stored.bytes);
      return bytes;
    };

    it('gives back what it took, to every replica', async () => {
      const { storage, other } = harness;
      const bytes = randomBytes(3_000_000);
      await storage.put('aa/960.avif', bytes, 'image/avif');
      for (const one of [storage, other]) {
        assert.deepEqual(await read(one, 'aa/960.avif'), bytes);
        assert.equal(await one.has('aa/960.avif'), true);
      }
    });

    it('knows what it does not have', async () => {
      await harness.storage.put('bb/160.webp', Buffer.from('here'), 'image/webp');
      for (const key of ['cc/160.webp', 'bb/480.webp', 'bb']) {
        assert.equal(await harness.storage.has(key), false, key);
      }
      assert.equal(await harness.storage.get('cc/160.webp'), null);
    });

    it('takes the same file from several at once', async () => {
      const bytes = randomBytes(200_000);
      await Promise.all(
        [harness.storage, harness.other, harness.storage, harness.other].map((one) =>
          one.put('dd/480.webp', bytes, 'image/webp'),
        ),
      );
      assert.deepEqual(await read(harness.other, 'dd/480.webp'), bytes);
    });

    it('shows nothing of a file before all of it is there', async () => {
      const bytes = randomBytes(8_000_000);
      let stored = false;
      const storing = harness.storage.put('ee/960.webp', bytes, 'image/webp').then(() => {
        stored = true;
      });
      while (!stored) {
        const seen = await read(harness.other, 'ee/960.webp');
        assert.ok(seen === null || seen.equals(bytes));
      }
      await storing;
    });

    it('a body that nobody wants can be left unread', async () => {
      await harness.storage.put('ff/160.webp', randomBytes(1_000_000), 'image/webp');
      (await harness.storage.get('ff/160.webp'))?.body.destroy();
      assert.equal((await read(harness.storage, 'ff/160.webp'))?.byteLength, 1_000_000);
    });

    it('says so when it is away, and never that there is nothing', async () => {
      for (const ask of [
        () => harness.away.put('aa/960.avif', Buffer.from('x'), 'image/avif'),
        () => harness.away.get('aa/960.avif'),
        () => harness.away.has('aa/960.avif'),
      ]) {
        await assert.rejects(ask, ImageStorageUnavailable);
      }
    });
  });
}

test('a folder that takes nothing more is left without halves', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-storage-'));
  const storage = createFolderStorage(folder);
  await storage.put('aa/160.webp', Buffer.from('x'), 'image/webp');
  // Where the file would go is a folder: it can be written, and not be named.
  await storage.put('aa/480.webp/x', Buffer.from('x'), 'image/webp');
  await assert.rejects(storage.put('aa/480.webp', Buffer.from('x'), 'image/webp'), ImageStorageUnavailable);
  assert.deepEqual((await readdir(join(folder, 'aa'))).sort(), ['160.webp', '480.webp']);
  await rm(folder, { recursive: true });
});

describe('S3 that refuses', () => {
  it('is away when the credentials are wrong', async () => {
    const credentials = { ...server.credentials, secretAccessKey: 'wrong' };
    const storage = createS3Storage({ ...server, prefix: '', credentials });
    await assert.rejects(storage.put('aa/160.webp', Buffer.from('x'), 'image/webp'), ImageStorageUnavailable);
    await assert.rejects(storage.has('aa/160.webp'), ImageStorageUnavailable);
    storage.close();
  });

  it('keeps the files of different prefixes apart', async () => {
    const [mine, theirs] = ['mine/', 'theirs/'].map((prefix) => createS3Storage({ ...server, prefix }));
    await mine?.put('aa/160.webp', Buffer.from('x'), 'image/webp');
    assert.equal(await mine?.has('aa/160.webp'), true);
    assert.equal(await theirs?.has('aa/160.webp'), false);
    mine?.close();
    theirs?.close();
  });

  it('that never answers is given up', async () => {
    const storage = createS3Storage({ ...server, prefix: '', deadlineMs: 200 });
    server.freeze();
    await assert.rejects(storage.get('aa/160.webp'), ImageStorageUnavailable);
    await assert.rejects(storage.put('aa/160.webp', Buffer.from('x'), 'image/webp'), ImageStorageUnavailable);
    server.thaw();
    storage.close();
  });
});
