import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@fondaco/chassis/testing';
import { freePort } from '../setup/unsupervised.ts';

/** Hands one mail over, and answers what the server said last; null when it ended the connection. */
const handOver = async (port: number, to: string, content: string): Promise<string | null> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const script = ['EHLO test', 'MAIL FROM:<shop@example.com>', `RCPT TO:<${to}>`, 'DATA', `${content}\r\n.`];
  try {
    for await (const line of createInterface({ input: socket })) {
      if (/^\d{3}-/.test(line)) continue;
      const next = script.shift();
      if (next === undefined || /^[45]/.test(line)) return line;
      socket.write(`${next}\r\n`);
    }
    return null;
  } finally {
    socket.destroy();
  }
};

export type CatcherUnderTest = Awaited<ReturnType<typeof startCatcher>>;

/** The mail catcher as a process of its own, with a file that outlives it. */
export const startCatcher = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mail-catcher-'));
  const [http, management, smtp] = [await freePort(), await freePort(), await freePort()];
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'fatal',
        INSTANCE: 'mail-catcher',
        HTTP_PORT: String(http),
        MANAGEMENT_PORT: String(management),
        SMTP_PORT: String(smtp),
        DATA_FILE: join(directory, 'data', 'mails.sqlite'),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await eventually(
      async () => {
        const { ok } = await fetch(`http://127.0.0.1:${management}/health/ready`);
        if (!ok) throw new Error('not ready');
      },
      { within: 60_000 },
    );
    return child;
  };
  let child = await start();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };

  return {
    url: `http://127.0.0.1:${http}`,
    metrics: async () => (await fetch(`http://127.0.0.1:${management}/metrics`)).text(),
    handOver: (to: string, ...lines: string[]) => handOver(smtp, to, lines.join('\r\n')),
    get: async (path: string) => (await fetch(`http://127.0.0.1:${http}${path}`)).json(),
    post: async (path: string, body: unknown) =>
      fetch(`http://127.0.0.1:${http}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    remove: (path: string) => fetch(`http://127.0.0.1:${http}${path}`, { method: 'DELETE' }),
    killAndStartAgain: async () => {
      await end('SIGKILL');
      child = await start();
    },
    stop: async () => {
      await end('SIGTERM');
      await rm(directory, { recursive: true });
    },
  };
};
