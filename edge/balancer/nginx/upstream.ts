import type { Replica } from '../../../platform/addresses.ts';
import { block } from './block.ts';

/**
 * The replicas of one service. A replica that failed three times within three seconds is left out for
 * three seconds; then one request tries it again.
 *
 * Idle connections are given up after 4 s, before any Node server closes them (5 s by default): a POST
 * sent on a connection that is just being closed could not be sent again and would fail.
 *
 * With a resolver the replicas' hosts are names, whose addresses are asked for while nginx runs.
 */
export const renderUpstream = (
  name: string,
  replicas: readonly Replica[],
  { resolver }: { readonly resolver?: string } = {},
): string[] => {
  const resolve = resolver === undefined ? '' : ' resolve';
  if (replicas.length === 0) throw new Error(`${name} has no replica: nginx needs at least one address`);
  return block(`upstream ${name}`, [
    // Shared by the workers, so that all of them know which replica is dead.
    `zone ${name} 64k;`,
    ...replicas.map(({ http }) => `server ${http.host}:${http.port} max_fails=3 fail_timeout=3s${resolve};`),
    'keepalive 32;',
    'keepalive_timeout 4s;',
  ]);
};

/**
 * How requests are passed on. Another replica is tried after an error or time-out, but not for a POST
 * that was sent: it may have been carried out. `idempotentByKey` lifts that.
 */
export const tryNext = (options: { readonly idempotentByKey: boolean }): string =>
  options.idempotentByKey
    ? 'proxy_next_upstream error timeout non_idempotent;'
    : 'proxy_next_upstream error timeout;';

/** For the http block. Bodies and answers stay in memory: the workers need no folder to write to. */
export const proxyDefaults: readonly string[] = [
  'proxy_http_version 1.1;',
  'proxy_connect_timeout 2s;',
  'proxy_send_timeout 15s;',
  'proxy_read_timeout 30s;',
  tryNext({ idempotentByKey: false }),
  'proxy_next_upstream_tries 3;',
  'proxy_next_upstream_timeout 10s;',
  'proxy_buffering on;',
  'proxy_buffer_size 16k;',
  'proxy_buffers 8 16k;',
  'proxy_busy_buffers_size 32k;',
  'proxy_max_temp_file_size 0;',
];

/** Longer than a stream of events is silent: it sends something every 30 s. */
export const STREAM_SILENCE = '75s';

/** What a stream is about, in its path. No more than this: a captured line break would end the request's first line. */
export const STREAM_ID = '[0-9A-Za-z-]+';

/** For a location that takes larger bodies than others; what does not fit into memory waits in a file. */
export const largeBodies = (maxBody: `${number}m` | undefined): string[] =>
  maxBody === undefined ? [] : [`client_max_body_size ${maxBody};`];

/** For a location that streams: every event goes on at once. */
export const streamed: readonly string[] = [`proxy_read_timeout ${STREAM_SILENCE};`, 'proxy_buffering off;'];
