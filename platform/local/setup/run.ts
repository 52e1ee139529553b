import { spawn } from 'node:child_process';

export type SystemUser = { readonly uid: number; readonly gid: number };

/** Runs a program to its end. Resolves with what it printed; rejects with its last words when it failed. */
export const run = (
  command: string,
  args: readonly string[],
  options: {
    readonly user?: SystemUser;
    readonly cwd?: string;
    /** Added to PATH, a C locale and UTC; nothing else is inherited. */
    readonly env?: Readonly<Record<string, string>>;
    /** What it reads from its standard input; nothing unless given. */
    readonly input?: string;
  } = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options.user,
      cwd: options.cwd ?? '/',
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Who ends without reading it says why by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code ?? signal}: ${lastWords(errors, output)}`));
    });
  });

const lastWords = (errors: string, output: string): string => (errors.trim() || output.trim()).slice(-2000);
