import { Failure } from '../instance/failure.ts';
import { installWithApt, wayToBecomeRoot } from './apt.ts';
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
  if (absent.length > 0) throw new Failure(instructions(absent, process.platform));
  return Object.fromEntries(found.map(([name, path]) => [name, path ?? name]));
};

const missingOf = async (names: readonly Tool[]): Promise<readonly Tool[]> => {
  const found = await Promise.all(names.map(findTool));
  return names.filter((_, index) => found[index] === undefined);
};

const install = async (missing: readonly Tool[], report: (line: string) => void): Promise<void> => {
  const way = await wayToBecomeRoot();
  if (way === undefined) throw new Failure(instructions(missing, process.platform));
  const packages = packagesOf(missing, 'debian');
  report(`Installing ${packages.join(', ')} with apt-get`);
  try {
    await installWithApt(packages, way);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${instructions(missing, process.platform)} apt-get could not: ${reason}`);
  }
};

/** One sentence with the command to type. */
export const instructions = (missing: readonly Tool[], platform: NodeJS.Platform): string => {
  const what = missing.map((name) => tools[name].about).join(', ');
  const how =
    platform === 'darwin'
      ? `brew install ${packagesOf(missing, 'homebrew').join(' ')}`
      : `sudo apt-get update && sudo apt-get install --no-install-recommends ${packagesOf(missing, 'debian').join(' ')}`;
  return `Missing: ${what}. Install with: ${how}`;
};

const packagesOf = (names: readonly Tool[], system: 'debian' | 'homebrew'): readonly string[] => [
  ...new Set(names.map((name) => tools[name][system])),
];
