import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Rendering } from './render-variants.ts';

/** Renders a file into its variants. Throws ImageRendererUnavailable. */
export type ImageRenderer = (file: Uint8Array) => Promise<Rendering>;

/** Too much to do at the moment, or no process to do it in. The same file may be rendered later. */
export class ImageRendererUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageRendererUnavailable';
  }
}

const PROCESS = fileURLToPath(new URL('./rendering-process.ts', import.meta.url));
/** What a decoder dies of that a file was made to break. */
const CRASHES: readonly unknown[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP'];

/**
 * Each file is decoded in a process of its own, one after the other: a decoder that a file breaks or keeps busy
 * harms nobody else, it knows no secret, and its memory goes back when it ends. `deadlineMs` is for one file,
 * `maxWaiting` how many others may wait for their turn.
 */
export const createImageRenderer = (
  options: { readonly deadlineMs?: number; readonly maxWaiting?: number } = {},
): ImageRenderer => {
  const { deadlineMs = 20_000, maxWaiting = 8 } = options;
  let underWay = 0;
  let last: Promise<unknown> = Promise.resolve();

  return async (file) => {
    if (underWay > maxWaiting) throw new ImageRendererUnavailable('too many images are waiting');
    underWay += 1;
    const turn = last.then(() => renderApart(file, deadlineMs));
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      underWay -= 1;
    }
  };
};

const renderApart = async (file: Uint8Array, deadlineMs: number): Promise<Rendering> => {
  const child = fork(PROCESS, {
    execArgv: ['--max-old-space-size=64'],
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  try {
    return await answerOf(child, file);
  } finally {
    clearTimeout(deadline);
    child.kill('SIGKILL');
  }
};

const answerOf = (child: ChildProcess, file: Uint8Array): Promise<Rendering> =>
  new Promise((resolve, reject) => {
    child.once('message', (rendering) => resolve(rendering as Rendering));
    child.once('error', (cause) =>
      reject(new ImageRendererUnavailable('the process that renders does not run', { cause })),
    );
    child.once('exit', (code, signal) => {
      if (CRASHES.includes(signal)) resolve({ kind: 'refused', reason: 'broken' });
      else reject(new ImageRendererUnavailable(`the process that renders ended with ${signal ?? code}`));
    });
    // What went wrong with sending is what it ended with.
    child.send(file, () => undefined);
  });

/** Nothing of the service's own: its settings name secrets. */
const environment = (): NodeJS.ProcessEnv => {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };
};
