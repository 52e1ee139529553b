import { argument, block } from './block.ts';

export type NginxOptions = {
  readonly workerProcesses: number | 'auto';
  /** Who the workers run as when the master is root: `nobody` or `nobody nogroup`. Absent: as the master. */
  readonly user?: string;
  /** Where the access log goes: a path, relative to the prefix or absolute. */
  readonly accessLog: string;
  /**
   * A DNS server that knows where replicas are now, where they have names and no fixed addresses: `127.0.0.11`. All
   * addresses of a name are its replicas. Needs nginx 1.27.3.
   */
  readonly resolver?: string;
};

/** What is written down of a request: no address, no query, no cookie, no token. */
const accessLogFormat: Readonly<Record<string, string>> = {
  time: '$time_iso8601',
  requestId: '$correlation',
  method: '$request_method',
  route: '$route',
  status: '$status',
  bytes: '$bytes_sent',
  seconds: '$request_time',
  protocol: '$server_protocol',
  upstream: '$upstream_addr',
  upstreamStatus: '$upstream_status',
  upstreamSeconds: '$upstream_response_time',
  upstreamConnectSeconds: '$upstream_connect_time',
};

/** A client's own request id goes on when the services too would take it; otherwise a new one is made. */
const correlation = block('map $http_x_request_id $correlation', [
  '"~^[A-Za-z0-9-]{8,64}$" $http_x_request_id;',
  'default $request_id;',
]);

/**
 * A whole configuration for `nginx -p PREFIX -c FILE -e stderr`, run in the foreground: what it writes
 * stays below the prefix, so that an ordinary user can run it.
 */
export const renderNginx = (options: NginxOptions, http: readonly string[]): string =>
  [
    ...(options.user === undefined ? [] : [`user ${options.user};`]),
    'daemon off;',
    `worker_processes ${options.workerProcesses};`,
    'worker_rlimit_nofile 8192;',
    'worker_shutdown_timeout 10s;',
    'pid nginx.pid;',
    'lock_file nginx.lock;',
    // Below this it names the client's address and the whole URL for each failed request; the access log
    // has the upstream and its status, and neither of those.
    'error_log stderr crit;',
    ...block('events', ['worker_connections 2048;']),
    ...block('http', [
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path temp-${kind.replace('_', '-')};`,
      ),
      ...(options.resolver === undefined ? [] : [`resolver ${options.resolver} valid=2s ipv6=off;`]),
      'server_tokens off;',
      'sendfile on;',
      'tcp_nopush on;',
      'reset_timedout_connection on;',
      'client_header_timeout 10s;',
      'client_body_timeout 15s;',
      'send_timeout 30s;',
      'keepalive_timeout 65s;',
      'client_max_body_size 1m;',
      'client_body_buffer_size 1m;',
      // Less than a service takes (48 KiB): who sends too much is told here.
      'large_client_header_buffers 4 8k;',
      ...correlation,
      `log_format requests escape=json '{${Object.entries(accessLogFormat)
        .map(([name, value]) => `"${name}":"${value}"`)
        .join(',')}}';`,
      `access_log ${argument(options.accessLog)} requests;`,
      '',
      ...http,
    ]),
    '',
  ].join('\n');
