import { Problem, type Routes, Unavailable } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { VARIANT_FORMATS, variantKey, variantNamed } from '../image/image.ts';
import { type ImageStorage, ImageStorageUnavailable } from '../image/image-storage.ts';

/** The picture at an address never is another one. */
const FOR_EVER = 'public, max-age=31536000, immutable';

export const serveImageRoute =
  (storage: ImageStorage): Routes =>
  (http) => {
    http.get(
      '/v1/media/:imageId/:file',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'serveImage',
          summary: 'A picture in one of its widths and formats: `480.webp`',
          params: Type.Object({ imageId: Type.String(), file: Type.String() }),
        },
      },
      async (request, reply) => {
        const { imageId, file } = request.params;
        const variant = variantNamed(imageId, file);
        if (variant === null) throw noSuchImage();
        const key = variantKey(imageId, variant);
        const tag = `"${imageId.slice(0, 22)}-${file}"`;

        if (hasTag(request.headers['if-none-match'], tag) && (await storage.has(key).catch(answer))) {
          return reply.code(304).header('cache-control', FOR_EVER).header('etag', tag).send();
        }
        const stored = await storage.get(key).catch(answer);
        if (stored === null) throw noSuchImage();
        return reply
          .header('cache-control', FOR_EVER)
          .header('etag', tag)
          .header('content-length', stored.bytes)
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'")
          .type(VARIANT_FORMATS[variant.format])
          .send(stored.body);
      },
    );
  };

const hasTag = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag);

const answer = (cause: unknown): never => {
  throw cause instanceof ImageStorageUnavailable
    ? new Unavailable(cause.message, { cause, code: 'products/image-storage-unavailable' })
    : cause;
};

const noSuchImage = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/no-such-image',
    title: 'There is no such picture',
    detail: 'It was never uploaded, or not in this width and format.',
  });
