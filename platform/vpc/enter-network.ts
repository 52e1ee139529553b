import { statSync } from 'node:fs';
import { Failure } from '../local/instance/failure.ts';
import { enterNamespace } from './enter.ts';
import { SUPERVISOR } from './members.ts';
import { hostOf, type Network } from './network.ts';

const fileOfNamespace = (namespace: string): string => `/run/netns/${namespace}`;

/** Whether this process stands where the network's supervisor does. */
export const isInside = (network: Network): boolean => {
  const { namespace } = hostOf(network, SUPERVISOR);
  const there = statSync(fileOfNamespace(namespace), { throwIfNoEntry: false });
  return there !== undefined && there.ino === statSync('/proc/self/ns/net').ino;
};

/**
 * Goes on as the same process with the same arguments, but at the supervisor's place: only there can the system
 * be commanded. Returns only when this process is there already. Throws a Failure for who may not go there.
 */
export const enterNetwork = (network: Network): void => {
  if (isInside(network)) return;
  if (process.getuid?.() !== 0)
    throw new Failure(
      'The system runs in a network of its own, which only root may enter: run this as root.',
    );
  const [command = '', ...words] = enterNamespace(hostOf(network, SUPERVISOR).namespace);
  // A shell finds the command on PATH, and becomes it.
  process.execve?.('/bin/sh', [
    'sh',
    '-c',
    'exec "$@"',
    'sh',
    command,
    ...words,
    ...[process.execPath, ...process.execArgv, ...process.argv.slice(1)],
  ]);
};
