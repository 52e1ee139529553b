/** Below the gateway's prefix; nginx makes it and keeps it below its size. */
const FOLDER = 'cache';

/** For the http block. What nobody asked for in a day is forgotten, however long it could be kept. */
export const renderCache = (): string[] => [
  `proxy_cache_path ${FOLDER} levels=1:2 keys_zone=public:8m max_size=256m inactive=1d use_temp_path=off;`,
];

/**
 * For a location whose answers are the same for everybody. Kept is what says so itself (`Cache-Control: public,
 * max-age=5`), for as long as it says; an old answer is shown while a newer one is fetched, and when there is nobody
 * to fetch it from. Who shows a token may see something else: neither is such a request answered from here, nor is
 * its answer kept. An answer that sets a cookie is never kept.
 */
export const cached: readonly string[] = [
  'proxy_cache public;',
  // The query first: it cannot hold a blank, so that no path can pose as another one with a query.
  'proxy_cache_key "$args $uri";',
  'proxy_cache_bypass $http_authorization;',
  'proxy_no_cache $http_authorization;',
  'proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;',
  'proxy_cache_background_update on;',
  'proxy_cache_revalidate on;',
  'proxy_cache_lock on;',
  'proxy_cache_lock_timeout 2s;',
];
