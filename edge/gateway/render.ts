import type { Addresses } from '../../platform/addresses.ts';
import { publicServices } from '../../platform/edges.ts';
import type { Topology } from '../../platform/topology-types.ts';
import { argument, block } from '../balancer/nginx/block.ts';
import { type NginxOptions, renderNginx } from '../balancer/nginx/main.ts';
import {
  errorPages,
  type NginxProblem,
  problemLocations,
  timedOut,
  tooLarge,
  unavailable,
  unreadable,
} from '../balancer/nginx/problem.ts';
import { renderStatus } from '../balancer/nginx/status.ts';
import {
  largeBodies,
  proxyDefaults,
  renderUpstream,
  STREAM_ID,
  STREAM_SILENCE,
  streamed,
  tryNext,
} from '../balancer/nginx/upstream.ts';
import { cached, renderCache } from './cache.ts';
import { dataHeaders, hiddenHeaders, type PageOptions } from './headers.ts';
import { renderContentTypes, renderInterface } from './interfaces.ts';
import { enforceLimits, enforceWebhookLimit, type GatewayLimits, renderLimits } from './limits.ts';

export type GatewayOptions = NginxOptions &
  PageOptions & {
    /** What browsers call it: `https://localhost:8443`. Plain HTTP is sent there. */
    readonly publicOrigin: string;
    /**
     * Paths of PEM files: the certificate with its chain, and its key. Or who ends TLS in front of this: the header in which
     * they say who the client is, and the range of addresses that is believed.
     */
    readonly tls:
      | { readonly certificate: string; readonly key: string }
      | { readonly clientHeader: string; readonly trusted: string };
    /** By interface name: the folder of its static build. The workers' user must be able to read it. */
    readonly builds: Readonly<Record<string, string>>;
    readonly limits: GatewayLimits;
  };

const notFound: NginxProblem = {
  location: '@not_found',
  on: [404],
  status: 404,
  code: 'request/no-such-route',
  title: 'Nothing is here',
  detail: 'No part of the shop answers at this path.',
};

const wrongMethod: NginxProblem = {
  location: '@wrong_method',
  on: [405],
  status: 405,
  code: 'request/method-not-allowed',
  title: 'This address does not know the method',
  detail: 'Pages, pictures and other files are only read (GET), webhooks only sent (POST).',
};

const tooMany: NginxProblem = {
  location: '@too_many',
  on: [429],
  status: 429,
  code: 'request/too-many',
  title: 'Too many requests',
  detail: 'Wait for as long as Retry-After says, then try again.',
  retryAfterSeconds: 1,
};

const problems = [
  ...unreadable,
  notFound,
  wrongMethod,
  tooLarge,
  tooMany,
  unavailable('gateway'),
  timedOut('gateway'),
];

/** The services' public API: the topology's paths and what lies below them, and nothing else. */
const renderApi = (topology: Topology, data: readonly string[]): string[] =>
  Object.entries(topology.services).flatMap(([name, { publicApi }]) =>
    publicApi.flatMap(({ path, idempotentByKey, streams, maxBody, cached: isCached }) => {
      // A path in proxy_pass is the request's after nginx resolved `..` and `%2f`, so none can climb out.
      const passed = (to: string) => [
        `set $route /api/v1${path};`,
        to,
        // These take bearer tokens; the BFFs' session cookie is none of their business.
        'proxy_set_header Cookie "";',
        ...forwarded,
        ...(isCached ? cached : []),
        ...data,
      ];
      return [
        ...block(`location = /api/v1${path}`, [
          ...passed(`proxy_pass http://${name}/v1${path};`),
          tryNext({ idempotentByKey: idempotentByKey ?? false }),
          ...largeBodies(maxBody),
        ]),
        ...block(`location /api/v1${path}/`, passed(`proxy_pass http://${name}/v1${path}/;`)),
        ...(streams
          ? block(`location ~ ^/api/v1${path}/(${STREAM_ID})/stream$`, [
              // Without a path of its own proxy_pass would send the request's, prefix and all.
              ...passed(`proxy_pass http://${name}/v1${path}/$1/stream$is_args$args;`),
              `set $route /api/v1${path}/stream;`,
              ...streamed,
            ])
          : []),
      ];
    }),
  );

/**
 * How a path below a BFF is counted: by itself, with the streams, or with all others. A map, because nginx passes
 * paths on unchanged from a location with an `if`.
 */
const renderCounted = (topology: Topology): string[] =>
  block('map $uri $counted', [
    'default "";',
    ...Object.values(topology.edge).flatMap(({ route, counted = [] }) => [
      `"~^${route}/.+/stream$" /stream;`,
      ...counted.map((path) => `"~^${route}${path}(/|$)" ${path};`),
    ]),
  ]);

const renderBffs = (topology: Topology, data: readonly string[]): string[] =>
  Object.entries(topology.edge).flatMap(([name, { route, cached: paths = [] }]) => [
    ...block(`location ${route}/`, [
      `set $route ${route}$counted;`,
      `proxy_pass http://${name}${route}/;`,
      // A BFF knows its visitors by their cookie alone.
      'proxy_set_header Authorization "";',
      ...forwarded,
      // Some of what it answers are streams, which say so themselves (X-Accel-Buffering).
      `proxy_read_timeout ${STREAM_SILENCE};`,
      ...data,
    ]),
    ...paths.flatMap((path) =>
      [`= ${route}${path}`, `${route}${path}/`].flatMap((location) =>
        block(`location ${location}`, [
          `set $route ${route}${path};`,
          `proxy_pass http://${name}${location.replace('= ', '')};`,
          // What is kept for everybody cannot depend on who asks.
          'proxy_set_header Cookie "";',
          'proxy_set_header Authorization "";',
          ...forwarded,
          ...cached,
          ...data,
        ]),
      ),
    ),
  ]);

/** What a webhook may have. The largest that providers send are some 20 KiB. */
const MAX_WEBHOOK = '256k';

/**
 * What payment providers tell us. Who it is from is said by the signature alone, which the service
 * verifies; everything else that comes with it is taken away.
 */
const renderWebhooks = (topology: Topology, data: readonly string[], limits: GatewayLimits): string[] =>
  servicesWithWebhooks(topology).flatMap((name) =>
    block(`location /webhooks/${name}/`, [
      `set $route /webhooks/${name};`,
      'if ($request_method != POST) { return 405; }',
      `client_max_body_size ${MAX_WEBHOOK};`,
      enforceWebhookLimit(limits),
      `proxy_pass http://${name}/v1/webhooks/;`,
      // The provider's id of the event makes it idempotent.
      tryNext({ idempotentByKey: true }),
      'proxy_set_header Cookie "";',
      'proxy_set_header Authorization "";',
      ...forwarded,
      ...data,
    ]),
  );

const servicesWithWebhooks = ({ services }: Topology): string[] =>
  Object.keys(services).filter((name) => services[name]?.webhooks);

/** Pictures: the same for everybody, whoever they say they are. */
const renderMedia = (topology: Topology, data: readonly string[]): string[] => {
  const [name, ...more] = servicesWithMedia(topology);
  if (more.length > 0) throw new Error(`one service may have the media: ${name} or ${more.join(', ')}`);
  if (name === undefined) return [];
  return block('location /media/', [
    'set $route /media;',
    'if ($request_method !~ ^(GET|HEAD)$) { return 405; }',
    `proxy_pass http://${name}/v1/media/;`,
    'proxy_set_header Cookie "";',
    'proxy_set_header Authorization "";',
    ...forwarded,
    ...data,
  ]);
};

const servicesWithMedia = ({ services }: Topology): string[] =>
  Object.keys(services).filter((name) => services[name]?.media);

/** Set, never appended to: what a client claims about itself stops here. */
const forwarded = [
  'proxy_set_header Host $http_host;',
  'proxy_set_header Connection "";',
  // Traces begin inside: nobody outside decides which are recorded, or joins that of another.
  'proxy_set_header traceparent "";',
  'proxy_set_header tracestate "";',
  'proxy_set_header X-Request-Id $correlation;',
  'proxy_set_header X-Forwarded-For $remote_addr;',
  // Plain HTTP is sent to HTTPS before anything is passed on.
  'proxy_set_header X-Forwarded-Proto https;',
  'proxy_set_header X-Forwarded-Host $http_host;',
  'proxy_set_header X-Forwarded-Port $server_port;',
  'proxy_set_header X-Forwarded-Prefix "";',
  'proxy_set_header X-Real-IP $remote_addr;',
  'proxy_set_header Forwarded "";',
];

/** Mozilla's "intermediate" list: TLS 1.2 with forward secrecy, and TLS 1.3. */
const TLS_1_2_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const renderTls = ({ tls }: GatewayOptions): string[] =>
  'trusted' in tls
    ? [`set_real_ip_from ${tls.trusted};`, `real_ip_header ${tls.clientHeader};`]
    : renderCertificate(tls);

const renderCertificate = (tls: { readonly certificate: string; readonly key: string }): string[] => [
  `ssl_certificate ${argument(tls.certificate)};`,
  `ssl_certificate_key ${argument(tls.key)};`,
  'ssl_protocols TLSv1.2 TLSv1.3;',
  `ssl_ciphers ${TLS_1_2_CIPHERS};`,
  'ssl_prefer_server_ciphers off;',
  'ssl_session_cache shared:tls:4m;',
  'ssl_session_timeout 1d;',
  'ssl_session_tickets off;',
];

const renderInterfaces = (topology: Topology, options: GatewayOptions): string[] =>
  Object.entries(topology.interfaces).flatMap(([name, { route }]) => {
    const build = options.builds[name];
    if (build === undefined) throw new Error(`no static build was given for the interface ${name}`);
    return renderInterface(name, route, build, options);
  });

const renderPublicServer = (
  topology: Topology,
  { gateway }: Addresses,
  options: GatewayOptions,
): string[] => {
  const data = dataHeaders(options.hsts);
  const nothing = (location: string) => block(`location ${location}`, [...data, 'return 404;']);
  return block('server', [
    `listen ${gateway.https.host}:${gateway.https.port}${'trusted' in options.tls ? '' : ' ssl http2'};`,
    ...renderTls(options),
    'set $route none;',
    ...enforceLimits(options.limits),
    // Plain HTTP on the TLS port.
    `error_page 497 =308 ${options.publicOrigin}$request_uri;`,
    ...errorPages(problems),
    ...hiddenHeaders,
    '',
    ...renderInterfaces(topology, options),
    ...renderApi(topology, data),
    ...renderBffs(topology, data),
    ...renderWebhooks(topology, data, options.limits),
    ...renderMedia(topology, data),
    // Without these the storefront's index.html would answer.
    ...['/api', '/webhooks', '/metrics', '/health'].flatMap((path) => [
      ...nothing(`= ${path}`),
      ...nothing(`${path}/`),
    ]),
    ...Object.values(topology.edge).flatMap(({ route }) => nothing(`= ${route}`)),
    ...servicesWithWebhooks(topology).flatMap((name) => nothing(`= /webhooks/${name}`)),
    ...nothing('= /media'),
    ...(servicesWithMedia(topology).length === 0 ? nothing('/media/') : []),
    ...problemLocations(problems, data),
  ]);
};

const renderRedirect = ({ gateway }: Addresses, { publicOrigin }: GatewayOptions): string[] =>
  block('server', [
    `listen ${gateway.http.host}:${gateway.http.port};`,
    'set $route redirect;',
    `return 308 ${publicOrigin}$request_uri;`,
  ]);

/** The one way in: TLS, the static interfaces, the BFFs, the services' public API, limits. */
export const renderGateway = (topology: Topology, addresses: Addresses, options: GatewayOptions): string => {
  const upstreams = [...Object.keys(topology.edge), ...publicServices(topology)];
  return renderNginx(options, [
    ...renderContentTypes(),
    ...renderLimits(options.limits),
    ...renderCache(),
    ...renderCounted(topology),
    ...proxyDefaults,
    '',
    ...upstreams.flatMap((name) => renderUpstream(name, addresses.replicas[name] ?? [], options)),
    ...('trusted' in options.tls ? [] : renderRedirect(addresses, options)),
    ...renderPublicServer(topology, addresses, options),
    ...renderStatus(addresses.gateway.status),
  ]);
};
