import { Problem } from '@fondaco/chassis/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxMetrics } from '../metrics.ts';
import type { Faults } from './faults.ts';
import type { Silence } from './silence.ts';

/** What answers all the same: whoever looks on from outside the play. */
const ALWAYS = new Set(['/v1/faults', '/v1/outages', '/v1/record']);

const OUTAGE = new Problem({
  status: 503,
  code: 'sandbox/unavailable',
  title: 'The provider is having an outage',
});

/** An onRequest hook: while there is an outage, requests are refused or taken and never answered. */
export const outageHook =
  (deps: {
    readonly faults: Faults;
    readonly silence: Silence;
    readonly metrics: SandboxMetrics;
    readonly now: () => Date;
  }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const outage = deps.faults.outage(deps.now());
    if (outage === null || ALWAYS.has(request.routeOptions.url ?? '')) return undefined;
    deps.metrics.faults.inc({ kind: 'outage' });
    if (outage === 'silent') return deps.silence.keep(reply);
    throw OUTAGE;
  };
