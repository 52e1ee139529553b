import type { FastifyRequest, RouteOptions } from 'fastify';
import type { Caller } from './caller.ts';
import type { Identity } from './identity.ts';
import { Problem } from './problem.ts';

/** Who may use a route: any of these. */
export type Access = 'public' | 'user' | 'staff' | `service:${string}`;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: readonly Access[];
  }
  interface FastifyRequest {
    /** Null on public routes without a token. */
    identity: Caller | null;
  }
}

/** Throws at boot for a route that does not say who may use it. */
export const requireAccessDeclared = (route: RouteOptions): void => {
  if ((route.config?.access ?? []).length === 0) {
    throw new Error(`route ${String(route.method)} ${route.url} does not declare config.access`);
  }
};

/** Sets `request.identity`. Throws Problem 401 or 403. */
export const authorise = async (request: FastifyRequest, identity: Identity | undefined): Promise<void> => {
  const access = request.routeOptions.config.access ?? [];
  if (access.includes('public')) return;
  if (identity === undefined) throw new Error('a route that is not public needs createHttp({ identity })');
  const token = bearerToken(request);
  if (token === null) {
    throw new Problem({
      status: 401,
      code: 'auth/token-missing',
      title: 'An access token is needed',
      detail: 'Send it in the header Authorization: Bearer <token>.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  request.identity = await identity.verify(token);
  if (!access.some((allowed) => matches(allowed, request.identity))) {
    throw new Problem({ status: 403, code: 'auth/forbidden', title: 'The caller may not do this' });
  }
};

const matches = (allowed: Access, caller: Caller | null): boolean => {
  if (caller?.kind === 'user')
    return allowed === 'user' || (allowed === 'staff' && caller.roles.includes('staff'));
  return caller?.kind === 'service' && allowed === `service:${caller.name}`;
};

const bearerToken = (request: FastifyRequest): string | null =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;

/** The user who calls. Throws Problem 401 when it is not a user. */
export const userOf = (request: FastifyRequest) => {
  if (request.identity?.kind === 'user') return request.identity;
  throw new Problem({
    status: 401,
    code: 'auth/token-missing',
    title: "A user's access token is needed",
    headers: { 'www-authenticate': 'Bearer' },
  });
};
