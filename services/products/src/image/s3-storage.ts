import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type ImageStorage, ImageStorageUnavailable } from './image-storage.ts';

export type S3Options = {
  readonly bucket: string;
  readonly region: string;
  /** What every key begins with: `images/`, or nothing. */
  readonly prefix: string;
  /** Of a server other than Amazon's. */
  readonly endpoint?: string | undefined;
  /** Without them where the SDK looks by itself: the environment, the task's role. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** For one try of one request. */
  readonly deadlineMs?: number;
};

/**
 * Objects of a bucket. It may read, write and list it (`s3:GetObject`, `s3:PutObject`, `s3:ListBucket`): whoever may
 * not list is told of a missing object that it is forbidden.
 */
export const createS3Storage = (options: S3Options): ImageStorage => {
  const { bucket, prefix, endpoint, credentials, deadlineMs = 5_000 } = options;
  const client = new S3Client({
    region: options.region,
    // Servers that are not Amazon's have no host name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: 2,
    // The signature covers the content already, and not every server knows the headers of these.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: deadlineMs,
      throwOnRequestTimeout: true,
      socketTimeout: deadlineMs,
    },
  });
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });

  return {
    put: async (key, bytes, contentType) => {
      try {
        await client.send(
          new PutObjectCommand({
            ...at(key),
            Body: bytes,
            ContentType: contentType,
            CacheControl: 'public, max-age=31536000, immutable',
          }),
        );
      } catch (error) {
        throw new ImageStorageUnavailable('take a file', error);
      }
    },
    get: async (key) => {
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand(at(key)));
        return { bytes: ContentLength, body: Body as Readable };
      } catch (error) {
        if (isAbsent(error)) return null;
        throw new ImageStorageUnavailable('give a file', error);
      }
    },
    has: async (key) => {
      try {
        await client.send(new HeadObjectCommand(at(key)));
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw new ImageStorageUnavailable('tell of a file', error);
      }
    },
    close: () => client.destroy(),
  };
};

/** The object, not the bucket. A HEAD has no body that would say which: it is answered `NotFound` for both. */
const isAbsent = (error: unknown): boolean =>
  error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name);
