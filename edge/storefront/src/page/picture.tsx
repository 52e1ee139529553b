import type { ProductView } from '@fondaco/contracts/http/storefront-bff';
import { type ReactNode, useState } from 'react';

export type PictureOf = ProductView['pictures'][number];

/** Every picture is kept in these widths, in both formats. */
const WIDTHS = [160, 480, 960];

const addressesOf = ({ imageId }: PictureOf, format: 'avif' | 'webp') =>
  WIDTHS.map((width) => `/media/${imageId}/${width}.${format} ${width}w`).join(', ');

type Props = {
  readonly picture: PictureOf | null;
  /** How wide it is shown, as in the attribute `sizes`. */
  readonly sizes: string;
  /** Stands in its place when there is none, or it doesn't come. */
  readonly instead: ReactNode;
  readonly size?: 'small' | 'large';
  /** What a page is about is not waited for. */
  readonly first?: boolean;
};

/** Its frame has the same shape whatever the picture's is, so that nothing moves when it comes. */
export const Picture = ({ picture, sizes, instead, size, first = false }: Props) => {
  const [missing, setMissing] = useState<string | null>(null);
  if (picture === null || missing === picture.imageId) return instead;
  return (
    <picture className={`picture ${size ? `picture-${size}` : ''}`} key={picture.imageId}>
      <source type="image/avif" srcSet={addressesOf(picture, 'avif')} sizes={sizes} />
      <source type="image/webp" srcSet={addressesOf(picture, 'webp')} sizes={sizes} />
      <img
        src={`/media/${picture.imageId}/480.webp`}
        alt={picture.alt}
        width={picture.width}
        height={picture.height}
        loading={first ? 'eager' : 'lazy'}
        fetchPriority={first ? 'high' : 'auto'}
        decoding="async"
        onError={() => setMissing(picture.imageId)}
      />
    </picture>
  );
};
