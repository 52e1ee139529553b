import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const RUN = new URL('../../../../../platform/local/payment-sandbox/testing/run-for-tests.ts', import.meta.url)
  .pathname;

type Where = {
  readonly apiUrl: string;
  readonly browserUrl: string;
  readonly authority: string;
  readonly shopOrigin: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
};

/** The real sandbox as a process of its own; its webhooks go to `webhookUrl`. */
export const startSandboxProcess = async (webhookUrl: string) => {
  const child = spawn(process.execPath, [RUN], {
    env: { PATH: process.env.PATH, WEBHOOK_URL: webhookUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <Line>(): Promise<Line> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the sandbox could not be started');
    return JSON.parse(String(value)) as Line;
  };
  const where = await next<Where>();
  return {
    ...where,
    killAndRestart: async (): Promise<void> => {
      child.stdin.write('kill\n');
      await next();
    },
    stop: async (): Promise<void> => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};
