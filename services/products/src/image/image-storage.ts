import type { Readable } from 'node:stream';

/** Files by key: `<imageId>/<width>.<format>`. What is under a key stays as it is for ever. */
export type ImageStorage = {
  /** It lasts once this resolves. Readers see the whole of it or nothing. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Null when there is nothing under the key. Whoever gets a body reads or destroys it. */
  get(key: string): Promise<StoredFile | null>;
  has(key: string): Promise<boolean>;
  close(): void;
};

export type StoredFile = { readonly bytes: number; readonly body: Readable };

/** All of its methods reject with this alone: nobody knows then whether anything was stored. */
export class ImageStorageUnavailable extends Error {
  constructor(action: string, cause: unknown) {
    super(`the storage of images does not ${action}`, { cause });
    this.name = 'ImageStorageUnavailable';
  }
}
