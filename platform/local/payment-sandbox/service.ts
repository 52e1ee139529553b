import type { Background, Service, ServiceContext } from '@fondaco/chassis/service';
import { createApiServer } from './api/api-server.ts';
import { createBrowserServer } from './browser/browser-server.ts';
import type { Config } from './config.ts';
import { createSilence } from './faults/silence.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

const PRUNE_EVERY_MS = 10 * 60 * 1000;

/** The sandbox provider as it is composed: two listeners, the webhooks, and one file. */
export const createSandbox = async ({ config, log, metrics }: ServiceContext<Config>): Promise<Service> => {
  const sandbox = openSandbox(config, { metrics, log });
  const silence = createSilence();
  const http = await createApiServer(sandbox, { secretKey: config.SECRET_KEY, silence, metrics, log });
  const browser = createBrowserServer(sandbox, {
    certificate: config.TLS_CERTIFICATE,
    key: config.TLS_KEY,
    silence,
    log,
  });
  return {
    http,
    background: [
      pruning(sandbox),
      sandbox.webhooks,
      {
        name: 'browser side',
        start: async () => void (await browser.listen({ host: config.HTTP_HOST, port: config.BROWSER_PORT })),
        stop: async () => browser.close(),
      },
    ],
    checks: { database: async () => sandbox.db.check() },
    close: async () => sandbox.db.close(),
  };
};

/** Old answers and tokens go away; payments stay. */
const pruning = (sandbox: Sandbox): Background => {
  let timer: NodeJS.Timeout | undefined;
  const prune = () => {
    sandbox.answerOnce.prune(sandbox.now());
    sandbox.cardTokens.prune(sandbox.now());
  };
  return {
    name: 'pruning',
    start: async () => {
      prune();
      timer = setInterval(prune, PRUNE_EVERY_MS);
    },
    stop: async () => clearInterval(timer),
  };
};
