import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../local/instance/write-atomically.ts';
import type { Network } from './network.ts';

const fileOf = (runFolder: string): string => join(runFolder, 'network.json');

/** Names and addresses, in the form of `/etc/hosts`. */
export const hostsFileOf = (runFolder: string): string => join(runFolder, 'network.hosts');

/** Lets the supervisor and later commands know which network the instance runs in. */
export const keepNetwork = (runFolder: string, network: Network): void => {
  writeAtomically(
    hostsFileOf(runFolder),
    network.hosts.map(({ name, address }) => `${address} ${name}\n`).join(''),
  );
  writeAtomically(fileOf(runFolder), JSON.stringify(network));
};

export const forgetNetwork = (runFolder: string): void => rmSync(fileOf(runFolder), { force: true });

/** The network that the instance runs in, or null when it runs on loopback. */
export const keptNetwork = (runFolder: string): Network | null => {
  try {
    return JSON.parse(readFileSync(fileOf(runFolder), 'utf8')) as Network;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};
