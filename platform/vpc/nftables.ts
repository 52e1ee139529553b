import { hostOf, type Network } from './network.ts';

/** One connection that may be opened: by a process, to a process's port. */
export type Connection = { readonly from: string; readonly to: string; readonly port: number };

/** Rejected, not dropped: who tries what is not allowed is told at once, and does not wait for a time-out. */
const refuse = [
  'meta l4proto tcp counter reject with tcp reset',
  'counter reject with icmp admin-prohibited',
];

/**
 * The router's rules, for `nft -f -`: a connection may be opened where it is listed, what belongs to an open one
 * passes both ways, and everything else is refused, also what is meant for the router itself.
 */
export const renderRules = (network: Network, connections: readonly Connection[]): string => {
  const allowed = connections.map(
    ({ from, to, port }) => `${hostOf(network, from).address} . ${hostOf(network, to).address} . ${port}`,
  );
  const chain = (hook: 'forward' | 'input', rules: readonly string[]) => [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority filter; policy drop;`,
    ...rules.map((rule) => `    ${rule}`),
    '  }',
  ];
  return [
    'table ip fondaco',
    'delete table ip fondaco',
    'table ip fondaco {',
    '  set connections {',
    '    type ipv4_addr . ipv4_addr . inet_service',
    ...(allowed.length === 0 ? [] : [`    elements = { ${[...new Set(allowed)].sort().join(', ')} }`]),
    '  }',
    ...chain('forward', [
      'ct state established,related accept',
      'ct state new ip saddr . ip daddr . tcp dport @connections counter accept',
      ...refuse,
    ]),
    ...chain('input', refuse),
    '}',
    '',
  ].join('\n');
};
