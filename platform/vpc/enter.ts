import { basename } from 'node:path';
import type { ProcessSpec } from '../local/supervisor/process-spec.ts';
import { hostOf, type Network } from './network.ts';

/** Who starts as root to become somebody else later needs these to do so: nginx, for its workers. */
const toChangeUser = ['chown', 'dac_override', 'setgid', 'setuid'];

/** The words that run a command inside a namespace, as the same process. */
export const enterNamespace = (namespace: string): readonly string[] => [
  'nsenter',
  `--net=/run/netns/${namespace}`,
];

/**
 * The same process at its place in the network. It keeps none of root's powers, so that it can neither change the
 * rules nor leave its namespace: it is `nsenter` and `setpriv` that had them, and both become the process itself.
 */
export const inNetwork = (network: Network, spec: ProcessSpec, hostsFile: string): ProcessSpec => {
  const { user, ...rest } = spec;
  const { namespace } = hostOf(network, spec.name);
  const [command = '', ...words] = enterNamespace(namespace);
  const kept = basename(spec.command) === 'nginx' ? toChangeUser : [];
  return {
    ...rest,
    command,
    args: [
      ...words,
      'setpriv',
      '--no-new-privs',
      `--bounding-set=${['-all', ...kept.map((capability) => `+${capability}`)].join(',')}`,
      ...(user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []),
      '--',
      spec.command,
      ...(isJava(spec.command) ? [`-Djdk.net.hosts.file=${hostsFile}`] : []),
      ...spec.args,
    ],
  };
};

/** Brokers look for the name of every address that they talk to, and there is nobody in the network to ask. */
const isJava = (command: string): boolean => basename(command) === 'java';
