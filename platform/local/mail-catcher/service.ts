import { createHttp, type Service, type ServiceContext } from '@fondaco/chassis/service';
import { faultRoutes } from './api/fault-routes.ts';
import { messageRoutes } from './api/message-routes.ts';
import type { Config } from './config.ts';
import { createFaults } from './faults/faults.ts';
import { openMailbox } from './mailbox/mailbox-store.ts';
import { createCatcherMetrics } from './metrics.ts';
import { pageRoutes } from './page/page-routes.ts';
import { createSmtp } from './smtp/smtp.ts';

/** Takes every mail, passes none on, and shows what it has taken. */
export const createMailCatcher = async (context: ServiceContext<Config>): Promise<Service> => {
  const { config, log, metrics } = context;
  const mailbox = openMailbox(config.DATA_FILE);
  const faults = createFaults();
  const smtp = createSmtp({
    host: config.HTTP_HOST,
    port: config.SMTP_PORT,
    mailbox,
    faults,
    metrics: createCatcherMetrics(metrics),
    log,
  });

  const http = await createHttp({ name: 'mail-catcher', log, metrics });
  messageRoutes(mailbox)(http);
  faultRoutes(faults)(http);
  pageRoutes(mailbox)(http);

  return {
    http,
    background: [smtp],
    checks: { smtp: smtp.check },
    close: async () => mailbox.close(),
  };
};
