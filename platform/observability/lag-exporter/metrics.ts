import { createGauge, type Metrics } from '@fondaco/chassis/service';
import { lagExporterMetrics as names } from '@fondaco/contracts/telemetry/lag-exporter';
import type { Group } from './cluster.ts';
import { type Lag, secondsSince } from './lag.ts';

type PartitionOfGroup = Pick<Lag, 'writtenAt'> & {
  readonly labels: Record<keyof typeof names.lagSeconds.labels, string>;
};

export const createLagMetrics = (metrics: Metrics) => {
  let partitions: readonly PartitionOfGroup[] = [];
  const lag = createGauge(metrics, names.lag);
  // As of the moment at which somebody asks: what stands still grows between two looks at the brokers too.
  createGauge(metrics, names.lagSeconds, (gauge) => {
    gauge.reset();
    const now = Date.now();
    for (const { labels, writtenAt } of partitions) gauge.set(labels, secondsSince(writtenAt, now));
  });
  const committed = createGauge(metrics, names.committed);
  const members = createGauge(metrics, names.members);
  const state = createGauge(metrics, names.state);
  const ends = createGauge(metrics, names.end);
  const oldest = createGauge(metrics, names.oldest);
  const success = createGauge(metrics, names.success);
  const duration = createGauge(metrics, names.duration);

  const forget = (): void => {
    partitions = [];
    for (const gauge of [lag, committed, ends, oldest]) gauge.reset();
    members.reset();
    state.reset();
  };

  return {
    startRound: () => duration.startTimer(),
    /** All that was seen in one round, and nothing of the one before: groups and topics may be gone. */
    show: (groups: readonly Group[], lags: readonly Lag[]): void => {
      forget();
      for (const { name, members: count, state: is } of groups) {
        const group = { messaging_consumer_group_name: name };
        members.set(group, count);
        for (const one of names.state.labels.state) state.set({ ...group, state: one }, one === is ? 1 : 0);
      }
      partitions = lags.map(({ group, topic, partition, messages, writtenAt, ...offsets }) => {
        const at = {
          messaging_destination_name: topic,
          messaging_destination_partition_id: String(partition),
        };
        const labels = { messaging_consumer_group_name: group, ...at };
        lag.set(labels, messages);
        committed.set(labels, Number(offsets.committed));
        ends.set(at, Number(offsets.end));
        oldest.set(at, Number(offsets.oldest));
        return { labels, writtenAt };
      });
      success.set(Date.now() / 1000);
    },
    forget,
  };
};
