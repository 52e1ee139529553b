import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fondaco/chassis/testing';
import { prepareCertificates } from '../../certificates/certificates.ts';
import { freePort } from '../../setup/unsupervised.ts';

const MAIN = new URL('../main.ts', import.meta.url).pathname;

export type StartedSandbox = {
  readonly apiUrl: string;
  readonly browserUrl: string;
  readonly managementUrl: string;
  /** PEM; what a browser has to trust. */
  readonly authority: string;
  readonly shopOrigin: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly dataFile: string;
  /** Everything that it wrote so far, of all its lives. */
  output(): string;
  pid(): number;
  /** SIGKILL, and started again on the same file and ports. */
  killAndRestart(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
};

/** The real process on free ports and a file of its own. */
export const startSandbox = async (options: {
  readonly webhookUrl: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<StartedSandbox> => {
  const directory = await mkdtemp(join(tmpdir(), 'payment-sandbox-'));
  const certificates = await prepareCertificates({
    directory: join(directory, 'certificates'),
    secretsDirectory: join(directory, 'secrets'),
    now: new Date(),
  });
  const [api, browser, management] = [await freePort(), await freePort(), await freePort()];
  const managementUrl = `http://127.0.0.1:${management}`;
  const known = {
    shopOrigin: 'https://localhost:8443',
    secretKey: 'sandbox-secret-key-for-tests',
    webhookSecret: 'sandbox-webhook-secret-for-tests',
    dataFile: join(directory, 'data', 'payments.sqlite'),
  };
  let output = '';
  let child: ChildProcess | undefined;
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(process.execPath, [MAIN], {
      env: {
        INSTANCE: 'payment-sandbox',
        HTTP_PORT: String(api),
        MANAGEMENT_PORT: String(management),
        LOG_LEVEL: 'trace',
        BROWSER_PORT: String(browser),
        BROWSER_ORIGIN: `https://localhost:${browser}`,
        TLS_CERTIFICATE_FILE: certificates.certificate,
        TLS_KEY_FILE: certificates.key,
        SHOP_ORIGIN: known.shopOrigin,
        SECRET_KEY: known.secretKey,
        WEBHOOK_SECRET: known.webhookSecret,
        WEBHOOK_URL: options.webhookUrl,
        DATA_FILE: known.dataFile,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    await eventually(
      async () => {
        const { status } = await fetch(`${managementUrl}/health/ready`);
        if (status !== 200 || started.exitCode !== null) throw new Error(`not ready: ${output}`);
      },
      { within: 30_000 },
    );
    return started;
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    return ((await exited) as [number | null])[0];
  };
  child = await start();
  return {
    ...known,
    apiUrl: `http://127.0.0.1:${api}`,
    browserUrl: `https://localhost:${browser}`,
    managementUrl,
    authority: await readFile(certificates.authority, 'utf8'),
    output: () => output,
    pid: () => child?.pid ?? 0,
    killAndRestart: async () => {
      await end('SIGKILL');
      child = await start();
    },
    stop: async () => {
      const code = await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
      return code;
    },
  };
};
