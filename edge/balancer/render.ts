import type { Addresses } from '../../platform/addresses.ts';
import type { Service, Topology } from '../../platform/topology-types.ts';
import { block } from './nginx/block.ts';
import { type NginxOptions, renderNginx } from './nginx/main.ts';
import { errorPages, problemLocations, timedOut, tooLarge, unavailable } from './nginx/problem.ts';
import { renderStatus } from './nginx/status.ts';
import {
  largeBodies,
  proxyDefaults,
  renderUpstream,
  STREAM_ID,
  streamed,
  tryNext,
} from './nginx/upstream.ts';

/** Whoever has this service's keys can verify tokens without it: they are kept for when it is down. */
const SIGNING_KEYS = { service: 'users', path: '/v1/keys' };

const problems = [unavailable('balancer'), timedOut('balancer'), tooLarge];

const keysLocation = (service: string): string[] =>
  block(`location = ${SIGNING_KEYS.path}`, [
    `set $route ${service}${SIGNING_KEYS.path};`,
    `proxy_pass http://${service};`,
    'proxy_cache signing_keys;',
    'proxy_cache_key $uri;',
    'proxy_ignore_headers Cache-Control Expires Vary;',
    'proxy_cache_valid 200 10s;',
    'proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;',
    'proxy_cache_background_update on;',
    'proxy_cache_lock on;',
  ]);

const renderService = (
  name: string,
  service: Service,
  { host, port }: Addresses['services'][string],
): string[] =>
  block('server', [
    `listen ${host}:${port};`,
    `set $route ${name};`,
    ...errorPages(problems),
    ...(name === SIGNING_KEYS.service ? keysLocation(name) : []),
    ...service.publicApi
      .filter(({ idempotentByKey, maxBody }) => idempotentByKey || maxBody)
      .flatMap(({ path, idempotentByKey, maxBody }) =>
        block(`location = /v1${path}`, [
          `proxy_pass http://${name};`,
          tryNext({ idempotentByKey: idempotentByKey ?? false }),
          ...largeBodies(maxBody),
        ]),
      ),
    ...service.publicApi
      .filter(({ streams }) => streams)
      .flatMap(({ path }) =>
        block(`location ~ ^/v1${path}/${STREAM_ID}/stream$`, [`proxy_pass http://${name};`, ...streamed]),
      ),
    ...block('location /', [`proxy_pass http://${name};`]),
    ...problemLocations(problems, []),
  ]);

/**
 * The internal nginx: one listener for each service, behind which its replicas are. Callers know this one
 * address. The cache of signing keys is kept below the prefix, so that it outlives a restart.
 */
export const renderBalancer = (topology: Topology, addresses: Addresses, options: NginxOptions): string =>
  renderNginx(options, [
    ...proxyDefaults,
    'proxy_set_header Host $http_host;',
    'proxy_set_header Connection "";',
    'proxy_set_header X-Request-Id $correlation;',
    'proxy_cache_path cache keys_zone=signing_keys:1m max_size=1m inactive=30d use_temp_path=off;',
    '',
    ...Object.keys(topology.services).flatMap((name) =>
      renderUpstream(name, addresses.replicas[name] ?? [], options),
    ),
    ...Object.entries(topology.services).flatMap(([name, service]) => {
      const address = addresses.services[name];
      if (address === undefined) throw new Error(`no address for the service ${name}`);
      return renderService(name, service, address);
    }),
    ...renderStatus(addresses.balancer.status),
  ]);
