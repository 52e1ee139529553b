import { Duration } from 'aws-cdk-lib';
import { AdjustmentType } from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Topology } from '../topology-types.ts';

const CPU_PERCENT = 55;
/** A fifth of what one task was measured to take. */
const REQUESTS_PER_TASK_AND_MINUTE = 6_000;
const LAG_SECONDS = 15;

/**
 * More tasks for CPU and for requests, both held at a target; for a consumer also when its messages wait. More tasks
 * than the topics of a consumer have partitions would stand idle.
 */
export const addScaling = (
  service: ecs.FargateService,
  options: {
    readonly name: string;
    readonly topology: Topology;
    readonly tasks: { readonly least: number; readonly most: number };
    /** Names in CloudWatch. */
    readonly brokers: string;
    readonly cluster: string;
  },
): void => {
  const { name, topology, tasks } = options;
  const groups = Object.entries(topology.consumers).filter(([, group]) => group.service === name);
  const partitions = groups.flatMap(([, { topics }]) =>
    topics.map((topic) => topology.topics[topic]?.partitions ?? 1),
  );
  const scaling = service.autoScaleTaskCount({
    minCapacity: tasks.least,
    maxCapacity: Math.min(tasks.most, ...partitions),
  });
  scaling.scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: CPU_PERCENT,
    scaleOutCooldown: Duration.seconds(60),
    scaleInCooldown: Duration.minutes(5),
  });
  scaling.scaleToTrackCustomMetric('Requests', {
    // What the callers' proxies count, by task.
    metric: new cloudwatch.Metric({
      namespace: 'AWS/ECS',
      metricName: 'RequestCountPerTarget',
      dimensionsMap: {
        ClusterName: options.cluster,
        ServiceName: service.serviceName,
        TargetDiscoveryName: name,
      },
      statistic: 'Average',
      period: Duration.minutes(1),
    }),
    targetValue: REQUESTS_PER_TASK_AND_MINUTE,
    scaleOutCooldown: Duration.seconds(60),
    scaleInCooldown: Duration.minutes(5),
  });
  for (const [group, { topics }] of groups)
    for (const topic of topics)
      scaling.scaleOnMetric(`Lag-${group}-${topic}`, {
        metric: new cloudwatch.Metric({
          namespace: 'AWS/Kafka',
          metricName: 'EstimatedMaxTimeLag',
          dimensionsMap: { 'Cluster Name': options.brokers, 'Consumer Group': group, Topic: topic },
          statistic: 'Maximum',
          period: Duration.minutes(1),
        }),
        adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
        scalingSteps: [
          // CPU and requests say when fewer are enough: a lag of nothing does not.
          { upper: 0, change: 0 },
          { lower: LAG_SECONDS, change: +1 },
          { lower: 4 * LAG_SECONDS, change: +3 },
        ],
        evaluationPeriods: 2,
        cooldown: Duration.minutes(2),
      });
};
