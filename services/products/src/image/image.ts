import { createHash } from 'node:crypto';
import { IMAGE_WIDTHS } from '@fondaco/contracts/http/catalogue';

/** Width and height are the original's, in pixels, as it is looked at: after it was turned upright. */
export type Image = {
  readonly imageId: string;
  readonly width: number;
  readonly height: number;
};

/** What a picture is stored as. */
export type Variant = { readonly width: number; readonly format: VariantFormat };

/** With what browsers call them. */
export const VARIANT_FORMATS = { webp: 'image/webp', avif: 'image/avif' } as const;
export type VariantFormat = keyof typeof VARIANT_FORMATS;

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** More than the largest cameras' at that size; decoded it takes 200 MB. */
export const MAX_PIXELS = 50_000_000;
/** How much longer one side may be than the other: a variant is as wide as its name says, and as high as it must. */
export const MAX_PROPORTION = 4;

/** Equal files are one image. */
export const imageIdOf = (file: Uint8Array): string => createHash('sha256').update(file).digest('hex');

export const VARIANTS: readonly Variant[] = IMAGE_WIDTHS.flatMap((width) => [
  { width, format: 'webp' as const },
  { width, format: 'avif' as const },
]);

/** Where a variant is stored. */
export const variantKey = (imageId: string, { width, format }: Variant): string =>
  `${imageId}/${width}.${format}`;

const IMAGE_ID = /^[0-9a-f]{64}$/;

/** The variant that `<imageId>/<file>` names; null when there can be none. */
export const variantNamed = (imageId: string, file: string): Variant | null =>
  IMAGE_ID.test(imageId)
    ? (VARIANTS.find(({ width, format }) => file === `${width}.${format}`) ?? null)
    : null;

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'avif';

/**
 * What a file is by its first bytes, whatever it is called; null for all that is no picture that is taken: SVG is
 * a program, GIF would lose its movement.
 */
export const pictureKind = (file: Uint8Array): PictureKind | null => {
  const start = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, 64)).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  return start.slice(4, 8) === 'ftyp' && brandsOf(start).includes('avif') ? 'avif' : null;
};

/** Of an ISO base media file: its major brand and those that it says it is compatible with. */
const brandsOf = (start: string): string[] => {
  const box = start.slice(8, Math.min(start.charCodeAt(2) * 256 + start.charCodeAt(3), start.length));
  return Array.from({ length: Math.floor(box.length / 4) }, (_, at) => box.slice(4 * at, 4 * at + 4)).filter(
    (_, at) => at !== 1,
  );
};
