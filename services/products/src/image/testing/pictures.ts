import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

type Size = { readonly width?: number; readonly height?: number };

/** Is in the files of these pictures, and may be in nothing that is made of them. */
export const SECRETS = ['KEPT-BY-NOBODY', 'Exif', 'GPS', 'photographer@example.com'] as const;

/** A photo, not the same twice, with all that a camera writes into it: place, owner, which way up it was held. */
export const photo = async (
  kind: 'jpeg' | 'png' | 'webp' | 'avif' = 'jpeg',
  { width = 1200, height = 800 }: Size = {},
): Promise<Buffer> =>
  sharp(await noise(width, height), { raw: { width, height, channels: 3 } })
    .withExif({
      IFD0: { Copyright: 'KEPT-BY-NOBODY', Artist: 'photographer@example.com' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSMapDatum: 'KEPT-BY-NOBODY' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>KEPT-BY-NOBODY GPS Exif</a></x:xmpmeta>')
    .withMetadata({ orientation: 6 })
    .toFormat(kind)
    .toBuffer();

const noise = async (width: number, height: number): Promise<Buffer> => {
  const seed = { create: { width: 8, height: 8, channels: 3, background: '#777' } } as const;
  const small = await sharp({
    create: { ...seed.create, noise: { type: 'gaussian', mean: 128, sigma: 50 } },
  })
    .removeAlpha()
    .raw()
    .toBuffer();
  return sharp(small, { raw: { width: 8, height: 8, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
};

/** A PNG of a few bytes that says it is so large. */
export const bomb = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** One colour, so that the file is small, but every pixel is really there. */
export const plain = (width: number, height: number, interlaced = false): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#d33' } })
    .png({ progressive: interlaced })
    .toBuffer();

const chunk = (type: string, data: Buffer): Buffer => {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
};
