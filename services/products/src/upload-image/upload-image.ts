import type { Queryable } from '@fondaco/chassis/postgres';
import { type Image, imageIdOf, pictureKind, VARIANT_FORMATS, VARIANTS, variantKey } from '../image/image.ts';
import type { ImageRenderer } from '../image/image-renderer.ts';
import type { ImageStorage } from '../image/image-storage.ts';
import { findImage, insertImage } from '../image/image-store.ts';
import type { UploadMetrics } from './upload-metrics.ts';

export type UploadOutcome =
  /** `known`: it was uploaded before. */
  | { readonly kind: 'added' | 'known'; readonly image: Image }
  | { readonly kind: 'refused'; readonly reason: UploadRefusal };
export type UploadRefusal = 'not-an-image' | 'broken' | 'too-many-pixels' | 'too-long';

export type UploadImage = (file: Uint8Array, madeBy: string) => Promise<UploadOutcome>;

/**
 * The image is recorded when all of its variants are stored: one that ends in between leaves files that nothing
 * refers to and that the next upload of the same file uses. A known image whose files are gone gets them again.
 * Throws ImageStorageUnavailable, ImageRendererUnavailable.
 */
export const uploadImage = (deps: {
  readonly db: Queryable;
  readonly storage: ImageStorage;
  readonly render: ImageRenderer;
  readonly metrics: UploadMetrics;
}): UploadImage => {
  const underWay = new Map<string, Promise<UploadOutcome>>();

  const upload = async (imageId: string, file: Uint8Array, madeBy: string): Promise<UploadOutcome> => {
    const known = await findImage(deps.db, imageId);
    const missing = await missingVariants(deps.storage, imageId);
    if (known !== null && missing.length === 0) return { kind: 'known', image: known };

    const rendering = await deps.render(file);
    if (rendering.kind === 'refused') return rendering;
    for (const variant of rendering.variants) {
      const key = variantKey(imageId, variant);
      if (missing.includes(key)) await deps.storage.put(key, variant.bytes, VARIANT_FORMATS[variant.format]);
    }
    const image = { imageId, width: rendering.width, height: rendering.height };
    const isNew = await insertImage(deps.db, { ...image, madeBy });
    return { kind: isNew ? 'added' : 'known', image };
  };

  return async (file, madeBy) => {
    const outcome = await (async (): Promise<UploadOutcome> => {
      if (pictureKind(file) === null) return { kind: 'refused', reason: 'not-an-image' };
      const imageId = imageIdOf(file);
      const same = underWay.get(imageId);
      if (same !== undefined) return again(await same);
      const mine = upload(imageId, file, madeBy).finally(() => underWay.delete(imageId));
      underWay.set(imageId, mine);
      return mine;
    })();
    deps.metrics.uploaded(outcome.kind);
    return outcome;
  };
};

const again = (outcome: UploadOutcome): UploadOutcome =>
  outcome.kind === 'added' ? { ...outcome, kind: 'known' } : outcome;

const missingVariants = async (storage: ImageStorage, imageId: string): Promise<string[]> => {
  const keys = VARIANTS.map((variant) => variantKey(imageId, variant));
  const there = await Promise.all(keys.map((key) => storage.has(key)));
  return keys.filter((_, index) => !there[index]);
};
