import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ImageStorage, ImageStorageUnavailable, type StoredFile } from './image-storage.ts';

/** Files below one folder, which all replicas share. It is made when the first file is stored. */
export const createFolderStorage = (folder: string): ImageStorage => ({
  put: async (key, bytes) => {
    const file = join(folder, key);
    const draft = `${file}.${randomUUID()}.new`;
    try {
      await mkdir(dirname(file), { recursive: true });
      try {
        await writeDurably(draft, bytes);
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      // Each folder remembers its entries itself.
      for (const parent of [dirname(file), folder, dirname(folder)]) await sync(parent);
    } catch (error) {
      throw new ImageStorageUnavailable('take a file', error);
    }
  },
  get: async (key) => {
    try {
      return await read(join(folder, key));
    } catch (error) {
      if (isAbsent(error)) return null;
      throw new ImageStorageUnavailable('give a file', error);
    }
  },
  has: async (key) => {
    try {
      return (await stat(join(folder, key))).isFile();
    } catch (error) {
      if (isAbsent(error)) return false;
      throw new ImageStorageUnavailable('tell of a file', error);
    }
  },
  close: () => undefined,
});

const read = async (path: string): Promise<StoredFile> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return { bytes: size, body: file.createReadStream() };
  } catch (error) {
    await file.close();
    throw error;
  }
};

const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

const sync = async (directory: string): Promise<void> => {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
