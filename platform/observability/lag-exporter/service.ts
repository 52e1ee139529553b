import { repeating, type ServiceContext, type Worker } from '@fondaco/chassis/service';
import { type ClusterReader, openCluster } from './cluster.ts';
import type { Config } from './config.ts';
import { lagOf } from './lag.ts';
import { createLagMetrics } from './metrics.ts';
import { rememberRecordTimes } from './record-times.ts';

/**
 * How far every consumer group is behind, asked of the brokers and not of the consumers, so that it is known of
 * those that are down too. It joins no group and commits nothing.
 */
export const createLagExporter = async ({
  config,
  log,
  metrics,
}: ServiceContext<Config>): Promise<Worker> => {
  const lagMetrics = createLagMetrics(metrics);
  const recordTimes = rememberRecordTimes();
  const open = (): ClusterReader => openCluster(config);
  let cluster = open();

  const look = async (): Promise<void> => {
    const endTimer = lagMetrics.startRound();
    try {
      const seen = await cluster.read(config.CONSUMER_GROUPS);
      const times = await recordTimes.of(seen.behind, cluster.firstRecordTime);
      lagMetrics.show(seen.groups, lagOf(seen, times));
      endTimer();
    } catch (error) {
      // What was true before may not be any more: no number is better than an old one.
      lagMetrics.forget();
      // With the client go a connection that hangs and a leader that is none any more.
      await cluster.close();
      cluster = open();
      throw error;
    }
  };

  return {
    http: null,
    background: [repeating({ name: 'look', everyMs: config.INTERVAL_SECONDS * 1000, work: look, log })],
    // Ready without a broker: that there is none is for others to say.
    checks: {},
    close: () => cluster.close(),
  };
};
