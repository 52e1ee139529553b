import { join } from 'node:path';
import type { Address, Replica } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import { mailCatcher, paymentSandbox, slackReceiver } from '../instance/stand-ins.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { serviceProcess } from './service-process.ts';

type Context = {
  readonly addresses: LocalAddresses;
  readonly paths: InstancePaths;
  readonly secrets: Secrets;
  /** PEM files. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly authority: string };
  readonly publicOrigin: string;
};

/** What browsers call the payment sandbox. */
export const paymentOrigin = ({ paymentSandbox: { browser } }: LocalAddresses): string =>
  `https://localhost:${browser.port}`;

/** The payment provider of this machine. What was ever charged there is kept beside the other data. */
export const paymentSandboxProcess = (context: Context): ProcessSpec => {
  const { addresses, paths, secrets, tls, publicOrigin } = context;
  const { api, browser, management } = addresses.paymentSandbox;
  return standIn(
    paths,
    { name: paymentSandbox, http: api, management },
    {
      BROWSER_PORT: String(browser.port),
      BROWSER_ORIGIN: paymentOrigin(addresses),
      TLS_CERTIFICATE_FILE: tls.certificate,
      TLS_KEY_FILE: tls.key,
      SHOP_ORIGIN: publicOrigin,
      SECRET_KEY_FILE: secrets.paymentSandbox.secretKey.path,
      WEBHOOK_SECRET_FILE: secrets.paymentSandbox.webhookSecret.path,
      // Through the gateway, as a provider's come in.
      WEBHOOK_URL: `${publicOrigin}/webhooks/payments/sandbox`,
      WEBHOOK_CA_FILE: tls.authority,
      WEBHOOK_IP: addresses.gateway.https.host,
      DATA_FILE: join(paths.data, paymentSandbox, 'sandbox.sqlite'),
    },
  );
};

/** The mail server of this machine: no mail leaves it. */
export const mailCatcherProcess = ({ addresses, paths }: Context): ProcessSpec => {
  const { page, smtp, management } = addresses.mailCatcher;
  return standIn(
    paths,
    { name: mailCatcher, http: page, management },
    {
      SMTP_PORT: String(smtp.port),
      DATA_FILE: join(paths.data, mailCatcher, 'mails.sqlite'),
    },
  );
};

/** Slack on this machine: shows what would be said there, and the runbooks that it links to. */
export const slackReceiverProcess = ({ addresses, paths }: Context): ProcessSpec =>
  standIn(
    paths,
    {
      name: slackReceiver,
      http: addresses.slackReceiver.page,
      management: addresses.slackReceiver.management,
    },
    {
      DATA_FILE: join(paths.data, slackReceiver, 'messages.sqlite'),
      RUNBOOK_FOLDER: join(paths.root, 'docs/runbooks'),
    },
  );

const standIn = (
  paths: InstancePaths,
  replica: Replica,
  environment: Readonly<Record<string, string>>,
): ProcessSpec =>
  serviceProcess({
    paths,
    part: replica.name,
    replica,
    environment: { ...listening(replica.name, replica.http, replica.management), ...environment },
  });

const listening = (name: string, http: Address, management: Address) => ({
  INSTANCE: name,
  HTTP_HOST: http.host,
  HTTP_PORT: String(http.port),
  MANAGEMENT_PORT: String(management.port),
});
