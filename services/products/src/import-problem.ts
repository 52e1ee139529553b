import { Problem } from '@fondaco/chassis/service';

export const importNotFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/import-not-found',
    title: 'There is no such import',
    detail: 'Begin one with POST /v1/products/imports.',
  });

export const importStarted = (): Problem =>
  new Problem({
    status: 409,
    code: 'products/import-started',
    title: 'The import has been started',
    detail: 'What it imports cannot become something else any more. Begin another one.',
  });
