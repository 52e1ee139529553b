import { setTimeout as delay } from 'node:timers/promises';
import { createHttp, type HttpServer, type Log, type Metrics } from '@fondaco/chassis/service';
import { outageHook } from '../faults/outage-hook.ts';
import type { Silence } from '../faults/silence.ts';
import type { Sandbox } from '../sandbox.ts';
import { changePaymentRoutes, refundPaymentRoute } from './change-payment.routes.ts';
import { createPaymentRoute } from './create-payment.route.ts';
import { faultsRoutes } from './faults.routes.ts';
import { merchantIdentity } from './merchant-identity.ts';
import { readPaymentsRoutes } from './read-payments.routes.ts';
import { recordRoute } from './record.route.ts';

/** The shop's side: plain HTTP, since it listens on a loopback address only. */
export const createApiServer = async (
  sandbox: Sandbox,
  options: {
    readonly secretKey: string;
    readonly silence: Silence;
    readonly metrics: Metrics;
    readonly log: Log;
  },
): Promise<HttpServer> => {
  const { faults } = sandbox;
  const http = await createHttp({
    name: 'payment-sandbox',
    log: options.log,
    metrics: options.metrics,
    identity: merchantIdentity(options.secretKey),
    bodyLimitBytes: 64 * 1024,
  });
  http.addHook('onRequest', outageHook({ ...sandbox, silence: options.silence }));
  // The work is done by then: a caller that gave up cannot know that it was.
  http.addHook('onSend', async (request) => {
    if (!request.url.startsWith('/v1/payments') || !faults.draw('slow')) return;
    sandbox.metrics.faults.inc({ kind: 'slow' });
    await delay(faults.settings().slowMs);
  });
  http.addHook('preClose', async () => options.silence.end());

  createPaymentRoute(sandbox, options.silence)(http);
  changePaymentRoutes(sandbox, options.silence)(http);
  refundPaymentRoute(sandbox, options.silence)(http);
  readPaymentsRoutes(sandbox)(http);
  recordRoute(sandbox)(http);
  faultsRoutes(sandbox)(http);
  return http;
};
