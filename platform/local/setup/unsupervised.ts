import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessSpec } from '../supervisor/process-spec.ts';

/** Runs a process until it is ready, without supervision. What it says goes to stderr when it fails. */
export const startUnsupervised = async (
  spec: ProcessSpec,
): Promise<{ readonly child: ChildProcess; readonly stop: () => Promise<void> }> => {
  const child = spawn(spec.command, spec.args, {
    ...spec.user,
    cwd: spec.cwd,
    env: { PATH: process.env.PATH ?? '', ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (chunk: Buffer): void => {
    said = `${said}${chunk}`.slice(-20_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
  });
  const over = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const stop = async (): Promise<void> => {
    if (!over()) child.kill(spec.stopSignal);
    const killer = setTimeout(() => child.kill('SIGKILL'), spec.stopTimeoutMs);
    await ended;
    clearTimeout(killer);
  };

  const deadline = performance.now() + spec.readyTimeoutMs;
  for (;;) {
    try {
      await spec.ready();
      return { child, stop };
    } catch (error) {
      if (over() || performance.now() > deadline) {
        await stop();
        throw new Error(`${spec.name} did not start:\n${said}`, { cause: error });
      }
      await pause(50);
    }
  }
};

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => {
        if (bound && typeof bound === 'object') resolve(bound.port);
        else reject(new Error('No port is free.'));
      });
    });
  });
