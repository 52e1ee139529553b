import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** npm runs its scripts in the checkout's root, wherever it was called; that folder it hands on. */
const calledFrom = (cwd: string, initCwd: string | undefined): string =>
  initCwd !== undefined && cwd === root ? initCwd : cwd;

/** The absolute path of a file that somebody named on the command line. */
export const fileArgument = (
  name: string,
  at: { readonly cwd: string; readonly initCwd: string | undefined } = {
    cwd: process.cwd(),
    initCwd: process.env.INIT_CWD,
  },
): string => resolve(calledFrom(at.cwd, at.initCwd), name);
