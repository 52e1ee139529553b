import type { Metrics } from '@fondaco/chassis/service';
import { lagExporterMetrics as names } from '@fondaco/contracts/telemetry/lag-exporter';
import { Gauge } from '@prometheus-io/client';
import type { Group } from './cluster.ts';
import { type Lag, secondsSince } from './lag.ts';

const STATES = ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'] as const;

const partitionLabels = ['messaging_destination_name', 'messaging_destination_partition_id'] as const;
const groupLabels = ['messaging_consumer_group_name'] as const;

export const createLagMetrics = (metrics: Metrics) => {
  const registers = [metrics];
  const gauge = <Label extends string>(
    { name, help }: { readonly name: string; readonly help: string },
    labelNames: readonly Label[],
  ) => new Gauge({ name, help, labelNames, registers });

  const lag = gauge(names.lag, [...groupLabels, ...partitionLabels]);
  const waiting = new Map<string, { labels: Readonly<Record<string, string>>; writtenAt: number | null }>();
  // As of the moment at which somebody asks: what stands still grows between two looks at the brokers too.
  new Gauge({
    name: names.lagSeconds.name,
    help: names.lagSeconds.help,
    labelNames: [...groupLabels, ...partitionLabels],
    registers,
    collect() {
      this.reset();
      const now = Date.now();
      for (const { labels, writtenAt } of waiting.values()) this.set(labels, secondsSince(writtenAt, now));
    },
  });
  const committed = gauge(names.committed, [...groupLabels, ...partitionLabels]);
  const members = gauge(names.members, groupLabels);
  const state = gauge(names.state, [...groupLabels, 'state']);
  const ends = gauge(names.end, partitionLabels);
  const oldest = gauge(names.oldest, partitionLabels);
  const success = gauge(names.success, []);
  const duration = gauge(names.duration, []);
  const seen = [lag, committed, members, state, ends, oldest];
  const forget = (): void => {
    for (const one of seen) one.reset();
    waiting.clear();
  };

  return {
    startRound: () => duration.startTimer(),
    /** All that was seen in one round, and nothing of the one before: groups and topics may be gone. */
    show: (groups: readonly Group[], lags: readonly Lag[]): void => {
      forget();
      for (const { name, members: count, state: is } of groups) {
        members.set({ messaging_consumer_group_name: name }, count);
        for (const one of new Set([...STATES, is]))
          state.set({ messaging_consumer_group_name: name, state: one }, one === is ? 1 : 0);
      }
      for (const { group, topic, partition, messages, writtenAt, ...offsets } of lags) {
        const at = {
          messaging_destination_name: topic,
          messaging_destination_partition_id: String(partition),
        };
        const read = { messaging_consumer_group_name: group, ...at };
        lag.set(read, messages);
        waiting.set(`${group} ${topic}/${partition}`, { labels: read, writtenAt });
        committed.set(read, Number(offsets.committed));
        ends.set(at, Number(offsets.end));
        oldest.set(at, Number(offsets.oldest));
      }
      success.set(Date.now() / 1000);
    },
    forget,
  };
};
