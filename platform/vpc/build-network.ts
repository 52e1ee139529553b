import { run } from '../local/setup/run.ts';
import { enterNamespace } from './enter.ts';
import { makeNetwork, removeNetwork, setUpHost, setUpRouter } from './ip-commands.ts';
import type { Network } from './network.ts';
import { type Connection, renderRules } from './nftables.ts';

/** Of the router: it passes packets on, and takes a sender's address only from the sender's own link. */
const routerSettings = ['ip_forward', 'conf/all/rp_filter', 'conf/default/rp_filter'];

/**
 * Makes the namespaces, their links and the router's rules. The rules are there before any link is, so that
 * nothing passes without them. Rejects with the last words of `ip` or `nft` when the machine does not let it.
 */
export const buildNetwork = async (network: Network, connections: readonly Connection[]): Promise<void> => {
  const { router, hosts, gatewayAddress } = network;
  await ip(makeNetwork(network).slice(0, 1));
  await applyRules(network, connections);
  await ip(makeNetwork(network).slice(1));
  const inRouter = enterNamespace(router);
  await run(inRouter[0] ?? '', [
    ...inRouter.slice(1),
    'sh',
    '-c',
    routerSettings.map((name) => `echo 1 > /proc/sys/net/ipv4/${name}`).join(' && '),
  ]);
  await ip(setUpRouter(network), router);
  await Promise.all(hosts.map(({ namespace, address }) => ip(setUpHost(address, gatewayAddress), namespace)));
};

/** Replaces the rules by these, at once: no packet meets half of them. */
export const applyRules = (network: Network, connections: readonly Connection[]): Promise<string> => {
  const [command = '', ...words] = enterNamespace(network.router);
  return run(command, [...words, 'nft', '-f', '-'], { input: renderRules(network, connections) });
};

/** Removes every namespace of the instance, also those that an earlier run has left. */
export const dismantleNetwork = async (instance: string): Promise<void> => {
  const listed = (await run('ip', ['-json', 'netns', 'list'])).trim();
  const names = (listed === '' ? [] : (JSON.parse(listed) as { readonly name: string }[]))
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${instance}-`));
  if (names.length > 0) await ip(removeNetwork(names));
};

const ip = (lines: readonly string[], namespace?: string): Promise<string> =>
  run('ip', [...(namespace === undefined ? [] : ['-n', namespace]), '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
  });
