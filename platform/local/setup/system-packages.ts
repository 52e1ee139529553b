import { Failure } from '../instance/failure.ts';
import { hasApt, installWithApt, wayToBecomeRoot } from './apt.ts';
import { findTool, isTool, type Tool, tools } from './tools.ts';

export type RequireOptions = {
  /** Gets a line when something takes a while. */
  readonly report: (line: string) => void;
};

/**
 * The absolute path of each tool. What is missing is installed on a Debian-like system where this may
 * be done without asking; elsewhere it rejects with one sentence that lists exactly what to install.
 */
export const requireTools = async (
  names: readonly string[],
  { report }: RequireOptions,
): Promise<Readonly<Record<string, string>>> => {
  const wanted = names.filter(isTool);
  const unknown = names.filter((name) => !isTool(name));
  if (unknown.length > 0) throw new Error(`Unknown tools: ${unknown.join(', ')}`);

  const missing = await missingOf(wanted);
  if (missing.length > 0) await install(missing, report);
  const found = await Promise.all(wanted.map(async (name) => [name, await findTool(name)] as const));
  const absent = found.flatMap(([name, path]) => (path === undefined ? [name] : []));
  if (absent.length > 0) throw new Failure(instructions(absent, await packageManager()));
  return Object.fromEntries(found.map(([name, path]) => [name, path ?? name]));
};

const missingOf = async (names: readonly Tool[]): Promise<readonly Tool[]> => {
  const found = await Promise.all(names.map(findTool));
  return names.filter((_, index) => found[index] === undefined);
};

const install = async (missing: readonly Tool[], report: (line: string) => void): Promise<void> => {
  const way = await wayToBecomeRoot();
  if (way === undefined) throw new Failure(instructions(missing, await packageManager()));
  const packages = packagesOf(missing, 'debian');
  report(`Installing ${packages.join(', ')} with apt-get`);
  try {
    await installWithApt(packages, way);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${instructions(missing, 'apt')} apt-get could not: ${reason}`);
  }
};

type PackageManager = 'apt' | 'homebrew' | 'other';

const packageManager = async (): Promise<PackageManager> => {
  if (process.platform === 'darwin') return 'homebrew';
  return (await hasApt()) ? 'apt' : 'other';
};

/** One sentence with the command to type; where nobody knows it, with the commands that must be on PATH. */
export const instructions = (missing: readonly Tool[], by: PackageManager): string => {
  const what = `Missing: ${missing.map((name) => tools[name].about).join(', ')}.`;
  if (by === 'homebrew')
    return `${what} Install with: brew install ${packagesOf(missing, 'homebrew').join(' ')}`;
  if (by === 'apt')
    return `${what} Install with: sudo apt-get update && sudo apt-get install --no-install-recommends ${packagesOf(missing, 'debian').join(' ')}`;
  const commands = missing.map((name) => tools[name].commands.join(' or ')).join(', ');
  return `${what} Install with the package manager of this system, so that PATH has: ${commands}`;
};

const packagesOf = (names: readonly Tool[], system: 'debian' | 'homebrew'): readonly string[] => [
  ...new Set(names.map((name) => tools[name][system])),
];
