/** Seconds for Strict-Transport-Security; null sends none. */
export type Hsts = { readonly maxAgeSeconds: number } | null;

/** The shop and, where a card is taken to, the payment provider: its number is never sent to us. */
const pagePolicy = (paymentOrigin: string | null): string =>
  [
    "default-src 'self'",
    ["connect-src 'self'", ...(paymentOrigin === null ? [] : [paymentOrigin])].join(' '),
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');

/** Answers of programs to programs: a browser that opens one as a page may do nothing with it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

const common: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export type PageOptions = {
  /**
   * Null on localhost: a browser keeps it by host name and not by port, so everything else that is
   * developed on this machine's other ports would have to speak TLS too.
   */
  readonly hsts: Hsts;
  /** What browsers call the payment provider, to which pages send cards: `https://localhost:8451`. */
  readonly paymentOrigin: string | null;
};

const render = (headers: Readonly<Record<string, string>>, hsts: Hsts): string[] => [
  ...Object.entries(headers).map(([name, value]) => `add_header ${name} "${value}" always;`),
  ...(hsts === null
    ? []
    : [`add_header Strict-Transport-Security "max-age=${hsts.maxAgeSeconds}; includeSubDomains" always;`]),
];

/**
 * nginx drops every inherited header in a block that adds one of its own, so each location gets the
 * whole list.
 */
export const pageHeaders = (options: PageOptions, cacheControl: string): string[] => [
  ...render({ 'Content-Security-Policy': pagePolicy(options.paymentOrigin), ...common }, options.hsts),
  `add_header Cache-Control "${cacheControl}" always;`,
];

export const dataHeaders = (hsts: Hsts): string[] => [
  ...render({ 'Content-Security-Policy': DATA_POLICY, ...common }, hsts),
  'add_header X-Request-Id $correlation always;',
];

/** What the services say of these themselves is replaced, not doubled. */
export const hiddenHeaders: readonly string[] = [
  'Content-Security-Policy',
  'Strict-Transport-Security',
  'X-Request-Id',
  'X-Powered-By',
  ...Object.keys(common),
].map((name) => `proxy_hide_header ${name};`);
