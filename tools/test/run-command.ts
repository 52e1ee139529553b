import { spawn } from 'node:child_process';

/**
 * Runs a command to its end; answers its exit code (128 when a signal ended it) and what it printed, which is shown
 * as it comes unless it is to be kept `quiet`.
 */
export const runCommand = (
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; quiet?: boolean },
): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (!options.quiet) to.write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString('utf8') }),
    );
  });
