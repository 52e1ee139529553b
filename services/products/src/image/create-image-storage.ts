import { createFolderStorage } from './folder-storage.ts';
import { type ImageSettings, missingImageSettings } from './image-settings.ts';
import type { ImageStorage } from './image-storage.ts';

/** The storage that IMAGE_STORAGE names. Throws when something that it needs is missing. */
export const createImageStorage = async (settings: ImageSettings): Promise<ImageStorage> => {
  const missing = missingImageSettings(settings);
  if (missing.length > 0) throw new Error(missing.join('; '));
  if (settings.IMAGE_STORAGE === 'folder') return createFolderStorage(settings.IMAGE_FOLDER ?? '');
  // Its SDK is large: loaded only where it is used.
  const { createS3Storage } = await import('./s3-storage.ts');
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  return createS3Storage({
    bucket: settings.S3_BUCKET ?? '',
    region: settings.S3_REGION ?? '',
    prefix: settings.S3_PREFIX,
    endpoint: settings.S3_ENDPOINT,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  });
};
