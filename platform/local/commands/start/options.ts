import { type Command, InvalidArgumentError } from 'commander';
import type { Topology } from '../../../topology-types.ts';
import { Failure } from '../../instance/failure.ts';
import { maxBrokers, maxReplicas } from '../../instance/ports.ts';

export type StartOptions = {
  readonly fresh: boolean;
  readonly brokers?: number;
  readonly replicas: Readonly<Record<string, number>>;
  readonly only: readonly string[];
  /** Every process in a network namespace of its own, behind the firewall of the topology. */
  readonly vpc: boolean;
  /** By service or BFF: settings that its replicas get beside, or instead of, those of the platform. */
  readonly set: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** Options of `start`, read from the command line. Whatever makes no sense is refused with exit code 2. */
export const addStartOptions = (command: Command, topology: Topology): Command =>
  command
    .option('--fresh', "wipe this instance's data, logs and secrets first, without asking", false)
    .option(
      '--brokers <n>',
      `Kafka brokers, 1 or ${maxBrokers}; fixed at the first start (default: 1)`,
      readBrokers,
    )
    .option(
      '--replicas <part=n,…>',
      `copies of a service or BFF, at most ${maxReplicas} (repeatable), such as products=2`,
      readReplicas(topology),
      {},
    )
    .option(
      '--set <part.NAME=value>',
      'a setting of a service, a BFF, alertmanager or all (repeatable), such as orders.PAYMENT_DEADLINE_SECONDS=60',
      readSetting(topology),
      {},
    )
    .option(
      '--vpc',
      'run it inside a private network of its own (Linux, root): whatever the topology does not allow is refused',
      false,
    )
    .option('--only <parts>', 'run these parts and what they need (repeatable)', readList, []);

/** A name means a part of what runs already, which has its options. */
export const refuseOptionsBeside = (name: string, options: StartOptions): void => {
  const { fresh, brokers, replicas, only, set, vpc } = options;
  const given = [...Object.keys(replicas), ...Object.keys(set), ...only];
  if (!fresh && !vpc && brokers === undefined && given.length === 0) return;
  const hint = only.length > 0 ? `; for several parts write --only ${[...only, name].join(',')}` : '';
  throw new Failure(`"start ${name}" starts a part of the running system and takes no options${hint}.`, {
    exitCode: 2,
  });
};

const readBrokers = (text: string): number => {
  if (text !== '1' && text !== String(maxBrokers))
    throw new InvalidArgumentError(`There can be 1 broker or ${maxBrokers}.`);
  return Number(text);
};

const readReplicas =
  (topology: Topology) =>
  (text: string, previous: Record<string, number>): Record<string, number> => {
    const known = [...Object.keys(topology.services), ...Object.keys(topology.edge)];
    const read = text.split(',').map((item) => {
      const [name = '', count = ''] = item.trim().split('=');
      if (!known.includes(name))
        throw new Failure(`There is no service or BFF called "${name}": choose from ${known.join(', ')}.`, {
          exitCode: 2,
        });
      if (!/^\d+$/.test(count) || Number(count) < 1 || Number(count) > maxReplicas)
        throw new Failure(`--replicas ${item.trim()}: say how many, from 1 to ${maxReplicas}: ${name}=2.`, {
          exitCode: 2,
        });
      return [name, Number(count)] as const;
    });
    return { ...previous, ...Object.fromEntries(read) };
  };

/** A setting that every service and BFF gets: `--set all.LOG_LEVEL=debug`. */
const EVERY = 'all';

const readSetting =
  (topology: Topology) =>
  (text: string, previous: StartOptions['set']): StartOptions['set'] => {
    const [, part = '', name = '', value = ''] = /^([a-z-]+)\.([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
    const known = [...Object.keys(topology.services), ...Object.keys(topology.edge), 'alertmanager'];
    if (part !== EVERY && !known.includes(part))
      throw new Failure(
        `--set ${text}: write it as part.NAME=value, the part being ${EVERY} or one of ${known.join(', ')}.`,
        { exitCode: 2 },
      );
    const parts = part === EVERY ? known : [part];
    return {
      ...previous,
      ...Object.fromEntries(parts.map((one) => [one, { ...previous[one], [name]: value }])),
    };
  };

const readList = (text: string, previous: string[]): string[] => [
  ...previous,
  ...text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
];
