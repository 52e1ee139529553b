import type { Metrics } from '@fondaco/chassis/service';
import { lagExporterMetrics as names } from '@fondaco/contracts/telemetry/lag-exporter';
import { Gauge } from '@prometheus-io/client';
import type { Group } from './cluster.ts';
import type { Lag } from './lag.ts';

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
  const lagSeconds = gauge(names.lagSeconds, [...groupLabels, ...partitionLabels]);
  const committed = gauge(names.committed, [...groupLabels, ...partitionLabels]);
  const members = gauge(names.members, groupLabels);
  const state = gauge(names.state, [...groupLabels, 'state']);
  const ends = gauge(names.end, partitionLabels);
  const oldest = gauge(names.oldest, partitionLabels);
  const success = gauge(names.success, []);
  const duration = gauge(names.duration, []);
  const seen = [lag, lagSeconds, committed, members, state, ends, oldest];

  return {
    startRound: () => duration.startTimer(),
    /** All that was seen in one round, and nothing of the one before: groups and topics may be gone. */
    show: (groups: readonly Group[], lags: readonly Lag[]): void => {
      for (const one of seen) one.reset();
      for (const { name, members: count, state: is } of groups) {
        members.set({ messaging_consumer_group_name: name }, count);
        for (const one of new Set([...STATES, is]))
          state.set({ messaging_consumer_group_name: name, state: one }, one === is ? 1 : 0);
      }
      for (const { group, topic, partition, messages, seconds, ...offsets } of lags) {
        const at = {
          messaging_destination_name: topic,
          messaging_destination_partition_id: String(partition),
        };
        const read = { messaging_consumer_group_name: group, ...at };
        lag.set(read, messages);
        lagSeconds.set(read, seconds);
        committed.set(read, Number(offsets.committed));
        ends.set(at, Number(offsets.end));
        oldest.set(at, Number(offsets.oldest));
      }
      success.set(Date.now() / 1000);
    },
    forget: (): void => {
      for (const one of seen) one.reset();
    },
  };
};
