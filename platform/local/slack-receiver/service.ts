import { createHttp, type Service, type ServiceContext } from '@fondaco/chassis/service';
import type { Config } from './config.ts';
import { messageRoutes } from './message/message-routes.ts';
import { openMessages } from './message/message-store.ts';
import { createReceiverMetrics } from './metrics.ts';
import { pageRoutes } from './page/page-routes.ts';
import { runbookRoute } from './page/runbook.route.ts';
import { webhookRoute } from './webhook/webhook.route.ts';

/** Takes what Slack's incoming webhooks take, refuses what they refuse, and shows it. */
export const createSlackReceiver = async ({
  config,
  log,
  metrics,
}: ServiceContext<Config>): Promise<Service> => {
  const messages = openMessages(config.DATA_FILE);
  const http = await createHttp({ name: 'slack-receiver', log, metrics });
  webhookRoute({ messages, metrics: createReceiverMetrics(metrics) })(http);
  messageRoutes(messages)(http);
  pageRoutes(messages)(http);
  runbookRoute(config.RUNBOOK_FOLDER)(http);
  return { http, background: [], checks: {}, close: async () => messages.close() };
};
