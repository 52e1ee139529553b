import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { promisify } from 'node:util';
import { readStages, repository, type Step } from './containerfile.ts';

const run = promisify(execFile);

/**
 * Follows the Containerfile up to `target` as an engine would, with a folder below `scratch` for each stage: COPY takes
 * what .dockerignore leaves, RUN is a shell in the stage's folder. Answers the folder that would be the image's /fondaco.
 * Base images play no part: commands find this machine's Node and npm, and run as the stage's user where root runs this.
 * What stages install is the checkout's own folder instead: the same lockfile, without the minute that unpacking it again
 * takes. With `packages: 'installed'` what is in the image is installed.
 */
export const assemble = async (
  scratch: string,
  target: string,
  { packages }: { readonly packages: 'installed' | 'checkout' },
): Promise<string> => {
  const context = await contextFiles();
  const folder = (stage: string) => join(scratch, stage);
  const wanted = neededFor(target);
  for (const { name, steps } of readStages().filter((stage) => wanted.has(stage.name))) {
    await mkdir(folder(name), { recursive: true });
    let user = {};
    for (const step of steps) {
      if (step.keyword === 'USER') user = userOf(step);
      if (step.keyword === 'COPY') await copy(step, context, folder, folder(name));
      if (step.keyword !== 'RUN') continue;
      if ((packages === 'checkout' || name !== 'packages') && step.text.trimStart().startsWith('npm ci'))
        await symlink(join(repository, 'node_modules'), join(folder(name), 'node_modules'));
      else await run('sh', ['-c', step.text], { cwd: folder(name), env: buildEnv(), ...user });
    }
  }
  return folder(target);
};

/** A stage, and those that it copies from. */
const neededFor = (target: string): Set<string> => {
  const needed = new Set([target]);
  // A set goes on to what is added to it while it is walked through.
  for (const name of needed)
    for (const { words } of readStages().find((stage) => stage.name === name)?.steps ?? [])
      for (const word of words) if (word.startsWith('--from=')) needed.add(word.slice('--from='.length));
  return needed;
};

/** Only root can become somebody else. */
const userOf = ({ text }: Step): { uid?: number; gid?: number } => {
  const [uid, gid] = text.split(':').map(Number);
  return process.getuid?.() === 0 && uid && gid ? { uid, gid } : {};
};

const buildEnv = (): NodeJS.ProcessEnv => ({
  PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
  HOME: process.env.HOME,
  // What this machine has fetched before need not come again.
  npm_config_prefer_offline: 'true',
});

const copy = async (
  { words }: Step,
  context: readonly string[],
  folder: (stage: string) => string,
  into: string,
): Promise<void> => {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const [source = '', destination = ''] = words.filter((word) => !word.startsWith('--'));
  if (from !== undefined) {
    const inside = source.replace(/^\/fondaco\/?/, '');
    const target = join(into, destination === '.' ? '' : destination);
    // Tens of thousands of files of packages: nobody else copies from there, so that they may go.
    if (from === 'packages') return rename(folder(from), target);
    return cp(join(folder(from), inside), target, { recursive: true, verbatimSymlinks: true });
  }
  for (const file of context.filter(
    (path) => source === '.' || path === source || path.startsWith(`${source}/`),
  ))
    await cp(join(repository, file), join(into, file));
};

/** What .dockerignore leaves of the checkout, without what Git itself ignores. */
export const contextFiles = async (): Promise<string[]> => {
  const patterns = (await readFile(join(repository, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: repository,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split('\0').filter((path) => path !== '' && isIncluded(path, patterns));
};

/** The last pattern that matches a file, or a folder it is in, decides. */
const isIncluded = (path: string, patterns: readonly string[]): boolean => {
  const parts = path.split('/');
  const all = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  return patterns.reduce((included, pattern) => {
    const glob = pattern.replace(/^!/, '');
    return all.some((one) => matchesGlob(one, glob)) ? pattern.startsWith('!') : included;
  }, true);
};
