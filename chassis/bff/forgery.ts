import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type HttpServer, Problem } from '../service/index.ts';
import type { SessionCookies } from './session-cookie.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

export const newCsrfToken = (): string => randomBytes(32).toString('base64url');

export type ForgeryOptions = {
  /** The BFF's name, with which its problems' codes begin. */
  readonly bff: string;
  readonly cookies: SessionCookies;
  /** What browsers call the host whose pages these are. */
  readonly publicOrigin: string;
};

/**
 * Every change must come from our own pages: by what the browser says of the request, and by a token
 * that only those pages can read.
 */
export const refuseForgedChanges = (
  http: HttpServer,
  { bff, cookies, publicOrigin }: ForgeryOptions,
): void => {
  http.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.includes(request.method) || request.is404) return;
    if (!comesFrom(publicOrigin, request.headers)) throw originRefused(bff, publicOrigin);
    const session = await cookies.read(request);
    if (!sameToken(request.headers['x-csrf-token'], session?.csrfToken)) throw tokenRefused(bff);
  });
};

/** Browsers send Origin with every change; Sec-Fetch-Site is what older proxies leave of it. */
export const comesFrom = (publicOrigin: string, headers: FastifyRequest['headers']): boolean => {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin === undefined && site === undefined) return false;
  return (origin === undefined || origin === publicOrigin) && (site === undefined || site === 'same-origin');
};

/** In constant time: how long it takes must not tell how much of a guess was right. */
export const sameToken = (given: unknown, expected: string | undefined): boolean => {
  if (typeof given !== 'string' || expected === undefined) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const originRefused = (bff: string, publicOrigin: string): Problem =>
  new Problem({
    status: 403,
    code: `${bff}/origin-refused`,
    title: 'The request does not come from our pages',
    detail: `Changes are taken from the pages at ${publicOrigin} only.`,
  });

const tokenRefused = (bff: string): Problem =>
  new Problem({
    status: 403,
    code: `${bff}/csrf-token`,
    title: 'The CSRF token is missing or not the one of this session',
    detail: 'Read the session, and send what it says as X-CSRF-Token.',
  });
