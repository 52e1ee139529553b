import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keptPrivateFile } from '../../secrets/private-file.ts';
import { readCsv } from '../csv-file.ts';
import type { OperatorContext } from '../operator-context.ts';
import { createPatience } from '../patience.ts';
import { createProgress } from '../progress.ts';
import { createAccounts } from './accounts.ts';
import { collectInvoices, INVOICE_COLUMNS } from './invoices.ts';
import { createPublicApi } from './public-api.ts';
import { type ReplayedInvoice, type ReplayProgress, replay } from './replay.ts';

/** Replays a file against a running instance. Its customers' passwords follow from a secret that is kept there. */
export const runReplay = async (
  { addresses, paths, certificateAuthority }: OperatorContext,
  file: string,
  concurrency: number,
): Promise<ReplayedInvoice[]> => {
  const invoices = await collectInvoices(readCsv(file, INVOICE_COLUMNS));
  const secret = await keptPrivateFile(join(paths.secrets, 'replay.secret'), () =>
    randomBytes(32).toString('base64url'),
  );
  const api = createPublicApi({
    gateway: addresses.gateway.https,
    certificateAuthority: await readFile(certificateAuthority, 'utf8'),
    connections: concurrency,
  });
  const progress = createProgress(process.stderr);
  const patiently = createPatience(progress.say);
  try {
    const askAs = createAccounts({ api, patiently, secret: secret.trim() });
    return await replay({
      askAs,
      concurrency,
      pause: (ms) => delay(ms),
      onProgress: (at) => showProgress(progress, at),
    })(invoices);
  } finally {
    progress.end();
    await api.close();
  }
};

/** Placing is nearly all of the work; reading back is the rest of the bar. */
const showProgress = (
  progress: ReturnType<typeof createProgress>,
  { stage, done, of }: ReplayProgress,
): void => {
  const share = of === 0 ? 1 : done / of;
  if (stage === 'placing') progress.show(share * 0.8, `${done} of ${of} invoices placed and paid`);
  else progress.show(0.8 + share * 0.2, `${done} of ${of} read back`);
};
