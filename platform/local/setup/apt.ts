import { access } from 'node:fs/promises';
import { run } from './run.ts';

/** What stands before a command so that it runs as root: nothing, or sudo. */
export type AsRoot = readonly string[];

export const hasApt = (): Promise<boolean> =>
  access('/usr/bin/apt-get').then(
    () => true,
    () => false,
  );

/** Undefined where there is no apt-get, or where root cannot be had without a password. */
export const wayToBecomeRoot = async (): Promise<AsRoot | undefined> => {
  if (!(await hasApt())) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '--non-interactive'];
  return run('sudo', ['--non-interactive', 'true']).then(
    () => sudo,
    () => undefined,
  );
};

export const installWithApt = async (packages: readonly string[], asRoot: AsRoot): Promise<void> => {
  const words = [...asRoot, 'sh', '-c', installation('/usr/sbin/policy-rc.d'), 'sh', ...packages];
  const [command = 'sh', ...args] = words;
  await run(command, args);
};

/**
 * The shell script that installs its arguments. Packages that start a service when they are installed ask
 * `policy` first, and 101 forbids it. A policy that is there already belongs to the machine's administrator,
 * unless an installation of ours was killed before it could take its own away.
 */
export const installation = (policy: string): string => `
set -e
mark='# Put here by Fondaco while it installs packages.'
if [ ! -e ${policy} ] || grep -qsF "$mark" ${policy}; then
  trap 'rm -f ${policy}' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\n%s\\nexit 101\\n' "$mark" >${policy}
  chmod 755 ${policy}
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o DPkg::Lock::Timeout=300 update
apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;
