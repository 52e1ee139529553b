import { block } from '../balancer/nginx/block.ts';

/** How much one client address may ask for. Rates are per second; a burst is let through at once. */
export type GatewayLimits = {
  readonly requests: { readonly rate: number; readonly burst: number };
  /** Logging in, registering: where passwords could be guessed and hashing costs most. */
  readonly credentials: { readonly rate: number; readonly burst: number };
  /** What payment providers tell us: theirs alone, so that shoppers from the same address cannot use it up. */
  readonly webhooks: { readonly rate: number; readonly burst: number };
  readonly connections: number;
};

/** For one machine, where a replay logs in thousands of customers from one address. */
export const localLimits: GatewayLimits = {
  requests: { rate: 2_000, burst: 2_000 },
  credentials: { rate: 200, burst: 400 },
  webhooks: { rate: 2_000, burst: 4_000 },
  connections: 512,
};

const CREDENTIALS =
  '^POST (/api/v1/(sessions|users)|/bff/(session|registration)|/backoffice/bff/session)(/|$)';

/** For the http block. Requests with an empty key are not counted. */
export const renderLimits = ({ requests, credentials, webhooks }: GatewayLimits): string[] => [
  ...block('map "$request_method $uri" $credentials_client', [
    `"~${CREDENTIALS}" $binary_remote_addr;`,
    'default "";',
  ]),
  `limit_req_zone $binary_remote_addr zone=requests:4m rate=${requests.rate}r/s;`,
  `limit_req_zone $credentials_client zone=credentials:4m rate=${credentials.rate}r/s;`,
  `limit_req_zone $binary_remote_addr zone=webhooks:1m rate=${webhooks.rate}r/s;`,
  'limit_conn_zone $binary_remote_addr zone=connections:4m;',
  'limit_req_status 429;',
  'limit_conn_status 429;',
  // The access log has them; the error log would name the client's address for each.
  'limit_req_log_level info;',
  'limit_conn_log_level info;',
];

/** For the public listener. */
export const enforceLimits = ({ requests, credentials, connections }: GatewayLimits): string[] => [
  `limit_req zone=requests burst=${requests.burst} nodelay;`,
  `limit_req zone=credentials burst=${credentials.burst} nodelay;`,
  `limit_conn connections ${connections};`,
];

/** For the locations of webhooks, where it stands in place of the public listener's. */
export const enforceWebhookLimit = ({ webhooks }: GatewayLimits): string =>
  `limit_req zone=webhooks burst=${webhooks.burst} nodelay;`;
