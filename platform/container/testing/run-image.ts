import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { eventually, freePort } from '@fondaco/chassis/testing';

/** The user that the Containerfile names; whoever runs the test where that is not root. */
const user = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

/** Starts what `args` name in the image that stands in folder `image`, with its output kept. */
export const runImage = (
  image: string,
  args: readonly string[],
  env: Record<string, string>,
): { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; text: string }> } => {
  const child = spawn(process.execPath, ['platform/container/main.mjs', ...args], {
    cwd: image,
    env: { NODE_COMPILE_CACHE: join(image, '.cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended: ended.then((code) => ({ code, text })) };
};

/** Runs users until it is ready, hands its process to `observe`, and ends it with SIGTERM. */
export const runUsers = async (
  image: string,
  databaseUrl: string,
  env: Record<string, string>,
  observe: (child: ChildProcess) => Promise<void> = async () => {},
): Promise<{ code: number | null; text: string }> => {
  const management = await freePort();
  const { child, ended } = runImage(image, ['users'], {
    INSTANCE: 'users-1',
    HTTP_PORT: String(await freePort()),
    MANAGEMENT_PORT: String(management),
    SIGNING_KEY_SECRET: Buffer.alloc(32, 1).toString('base64'),
    ...apart(databaseUrl),
    ...env,
  });
  const ready = eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${management}/health/ready`);
    if (answer.status !== 200) throw new Error(`users answers ${answer.status}`);
  });
  const died = ended.then(({ text }) => Promise.reject(new Error(`users ended: ${text}`)));
  await Promise.race([ready.then(() => observe(child)), died]);
  child.kill('SIGTERM');
  return ended;
};

/** The password apart from the rest, as platforms keep secrets. */
const apart = (text: string): Record<string, string> => {
  const url = new URL(text);
  const password = decodeURIComponent(url.password);
  url.password = '';
  return { DATABASE_URL: url.href, ...(password && { DATABASE_PASSWORD: password }) };
};
