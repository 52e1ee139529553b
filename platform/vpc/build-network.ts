import { run } from '../local/setup/run.ts';
import { enterNamespace } from './enter.ts';
import { addHost, addNamespace, removeNamespaces, setUpHost, setUpRouterSide } from './ip-commands.ts';
import type { Host, Network } from './network.ts';
import { type Connection, renderRules } from './nftables.ts';

/** Of the router: it passes packets on, and takes a sender's address only from the sender's own link. */
const routerSettings = ['ip_forward', 'conf/all/rp_filter', 'conf/default/rp_filter'];

/**
 * Makes the namespaces, their links and the router's rules. The rules are there before any link is, so that
 * nothing passes without them. Rejects with the last words of `ip` or `nft` when the machine does not let it.
 */
export const buildNetwork = async (network: Network, connections: readonly Connection[]): Promise<void> => {
  await ip([addNamespace(network.router)]);
  await applyRules(network, connections);
  await insideRouter(network, [
    'sh',
    '-c',
    routerSettings.map((name) => `echo 1 > /proc/sys/net/ipv4/${name}`).join(' && '),
  ]);
  await ip(['link set lo up'], network.router);
  await joinHosts(network, network.hosts);
};

/** Joins hosts of the network's that are not there yet. */
export const joinHosts = async (network: Network, hosts: readonly Host[]): Promise<void> => {
  await ip(hosts.flatMap((host) => addHost(network, host)));
  await ip(
    hosts.flatMap((host) => setUpRouterSide(network, host)),
    network.router,
  );
  await Promise.all(hosts.map((host) => ip(setUpHost(network, host), host.namespace)));
};

/** Replaces the rules by these, at once: no packet meets half of them. */
export const applyRules = (network: Network, connections: readonly Connection[]): Promise<string> =>
  insideRouter(network, ['nft', '-f', '-'], renderRules(network, connections));

const insideRouter = ({ router }: Network, words: readonly string[], input = ''): Promise<string> => {
  const [command = '', ...enter] = enterNamespace(router);
  return run(command, [...enter, ...words], { input });
};

/** Removes every namespace of the instance, also those that an earlier run has left. */
export const dismantleNetwork = async (instance: string): Promise<void> => {
  const listed = (await run('ip', ['-json', 'netns', 'list'])).trim();
  const names = (listed === '' ? [] : (JSON.parse(listed) as { readonly name: string }[]))
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${instance}-`));
  if (names.length > 0) await ip(removeNamespaces(names));
};

const ip = (lines: readonly string[], namespace?: string): Promise<string> =>
  run('ip', [...(namespace === undefined ? [] : ['-n', namespace]), '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
  });
