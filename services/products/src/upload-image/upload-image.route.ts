import { type HttpServer, Problem, type Routes, Unavailable } from '@fondaco/chassis/service';
import { UploadedImage } from '@fondaco/contracts/http/catalogue';
import { editorOf } from '../edit-request.ts';
import { MAX_FILE_BYTES, MAX_PIXELS, MAX_PROPORTION } from '../image/image.ts';
import { ImageRendererUnavailable } from '../image/image-renderer.ts';
import { ImageStorageUnavailable } from '../image/image-storage.ts';
import type { UploadImage, UploadRefusal } from './upload-image.ts';

export const uploadImageRoute =
  (uploadImage: UploadImage): Routes =>
  (http) => {
    void http.register(async (scope: HttpServer) => {
      // The body is the file itself. What it is, its bytes say, not its Content-Type.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      scope.post(
        '/v1/products/images',
        {
          config: { access: ['staff', 'service:operator'] },
          bodyLimit: MAX_FILE_BYTES,
          schema: {
            operationId: 'uploadImage',
            summary: 'Upload a picture: a JPEG, PNG, WebP or AVIF file of up to 10 MiB as the body',
            description:
              'Answers 201 for a new picture and 200 for one that is there already: equal files are one picture. ' +
              'Only what it shows is kept, without place, camera and whatever else was in the file.',
            response: { 200: UploadedImage, 201: UploadedImage },
          },
        },
        async (request, reply) => {
          const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const outcome = await uploadImage(file, editorOf(request.identity)).catch(answer);
          if (outcome.kind === 'refused') throw refusal(outcome.reason);
          return reply.code(outcome.kind === 'added' ? 201 : 200).send(outcome.image);
        },
      );
    });
  };

const answer = (cause: unknown): never => {
  if (cause instanceof ImageStorageUnavailable) {
    throw new Unavailable(cause.message, { cause, code: 'products/image-storage-unavailable' });
  }
  if (cause instanceof ImageRendererUnavailable) {
    throw new Unavailable(cause.message, { cause, code: 'products/images-busy', retryAfterSeconds: 5 });
  }
  throw cause;
};

const refusal = (reason: UploadRefusal): Problem => {
  switch (reason) {
    case 'not-an-image':
      return new Problem({
        status: 415,
        code: 'products/not-an-image',
        title: 'The file is no picture that can be taken',
        detail: 'Send a JPEG, PNG, WebP or AVIF file itself as the body, whatever it is called.',
      });
    case 'broken':
      return new Problem({
        status: 422,
        code: 'products/broken-image',
        title: 'The picture cannot be read to its end',
        detail: 'It is cut short or damaged. Open it, save it anew, and upload that.',
      });
    case 'too-many-pixels':
      return new Problem({
        status: 422,
        code: 'products/image-too-large',
        title: 'The picture has too many pixels',
        detail: `It may have ${MAX_PIXELS / 1_000_000} million. Make it smaller: pages show it 960 wide at most.`,
      });
    case 'too-long':
      return new Problem({
        status: 422,
        code: 'products/image-too-long',
        title: 'The picture is too long for its breadth',
        detail: `One side may be ${MAX_PROPORTION} times as long as the other at most. Cut it.`,
      });
  }
};
