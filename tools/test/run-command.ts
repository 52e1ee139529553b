import { spawn } from 'node:child_process';

/** Runs a command to its end; answers its exit code (128 when a signal ended it) and, where captured, what it printed. */
export const runCommand = (
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; capture?: boolean },
): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', options.capture ? 'pipe' : 'inherit', options.capture ? 'pipe' : 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString('utf8') }),
    );
  });
