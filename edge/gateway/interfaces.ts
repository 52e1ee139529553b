import { argument, block } from '../balancer/nginx/block.ts';
import { type PageOptions, pageHeaders } from './headers.ts';

/** `/` stays, `/backoffice` becomes `/backoffice/`. */
const withSlash = (route: string): string => (route.endsWith('/') ? route : `${route}/`);

const contentTypes: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'text/css': 'css',
  'text/javascript': 'js mjs',
  'application/json': 'json map',
  'application/manifest+json': 'webmanifest',
  'text/plain': 'txt',
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/jpeg': 'jpg jpeg',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/x-icon': 'ico',
  'font/woff2': 'woff2',
};

/** For the http block. */
export const renderContentTypes = (): string[] => [
  ...block(
    'types',
    Object.entries(contentTypes).map(([type, extensions]) => `${type} ${extensions};`),
  ),
  'default_type application/octet-stream;',
  'charset utf-8;',
];

/**
 * One static build at its route: the build's hashed assets are kept for ever, everything else is asked
 * about again, and a path that is no file is the build's index.html, which knows the page.
 */
export const renderInterface = (
  name: string,
  route: string,
  build: string,
  options: PageOptions,
): string[] => {
  const base = withSlash(route);
  const served = [
    `root ${argument(build)};`,
    ...(base === '/' ? [] : [`rewrite ^${base}(.*)$ /$1 break;`]),
    `set $route ${name};`,
    // Only for files: compressing answers that hold secrets tells their length.
    'gzip on;',
    'gzip_min_length 1024;',
    'gzip_vary on;',
    'gzip_types text/css text/javascript application/json image/svg+xml;',
  ];
  return [
    ...(base === '/' ? [] : block(`location = ${base.slice(0, -1)}`, [`return 308 ${base};`])),
    ...block(`location ${base}assets/`, [
      ...served,
      'try_files $uri =404;',
      ...pageHeaders(options, 'public, max-age=31536000, immutable'),
    ]),
    ...block(`location ${base}`, [
      ...served,
      'try_files $uri /index.html =404;',
      ...pageHeaders(options, 'no-cache'),
    ]),
  ];
};
