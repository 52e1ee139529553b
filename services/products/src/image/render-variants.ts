import sharp, { type Sharp } from 'sharp';
import { MAX_PIXELS, MAX_PROPORTION, pictureKind, VARIANTS, type Variant } from './image.ts';

export type RenderedVariant = Variant & { readonly bytes: Uint8Array };

export type Rendering =
  | {
      readonly kind: 'rendered';
      readonly width: number;
      readonly height: number;
      readonly variants: readonly RenderedVariant[];
    }
  | { readonly kind: 'refused'; readonly reason: 'broken' | 'too-many-pixels' | 'too-long' };

/** One thread, and nothing remembered: what matters is how much memory it takes. */
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((decoder) => `VipsForeignLoad${decoder}Buffer`),
});

/**
 * The picture upright in every width and format, without anything else that was in the file: no place, no camera,
 * no name. Of a moving picture it is the first frame.
 */
export const renderVariants = async (file: Uint8Array): Promise<Rendering> => {
  if (pictureKind(file) === null) return refused('broken');
  try {
    // The header says how large it would be: nothing is decoded yet.
    const { autoOrient } = await sharp(file, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    if (width * height > MAX_PIXELS) return refused('too-many-pixels');
    if (Math.max(width, height) > MAX_PROPORTION * Math.min(width, height)) return refused('too-long');

    const largest = await decode(file);
    const variants: RenderedVariant[] = [];
    for (const variant of VARIANTS) {
      variants.push({ ...variant, bytes: await encode(shrink(largest(), variant), variant) });
    }
    return { kind: 'rendered', width, height, variants };
  } catch {
    // Whatever libvips says about the file's insides, it cannot be read.
    return refused('broken');
  }
};

const refused = (reason: 'broken' | 'too-many-pixels' | 'too-long'): Rendering => ({
  kind: 'refused',
  reason,
});

/** Decoded once, to the largest width, from which the others are made. */
const decode = async (file: Uint8Array): Promise<() => Sharp> => {
  const picture = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error', autoOrient: true });
  const width = Math.max(...VARIANTS.map((variant) => variant.width));
  const { data, info } = await shrink(picture, { width })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
};

/** Never enlarged: of a small picture all larger widths are the picture as it is. */
const shrink = (picture: Sharp, { width }: Pick<Variant, 'width'>): Sharp =>
  picture.resize({ width, withoutEnlargement: true });

/** One step of effort more takes AVIF seven times as long and saves a sixth. */
const encode = (picture: Sharp, { format }: Variant): Promise<Uint8Array> =>
  format === 'webp'
    ? picture.webp({ quality: 80 }).toBuffer()
    : picture.avif({ quality: 50, effort: 3, chromaSubsampling: '4:2:0' }).toBuffer();
