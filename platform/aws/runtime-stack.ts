import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from './environments.ts';
import type { NetworkStack } from './network-stack.ts';

const repository = join(import.meta.dirname, '../..');

/** Where tasks run, the image of all services, and what every task has in common. */
export class RuntimeStack extends Stack {
  readonly cluster: ecs.ICluster;
  readonly image: ecs.ContainerImage;
  /** Where tasks are found by DNS, one by one: for whoever watches them. */
  readonly tasks: cloudmap.PrivateDnsNamespace;

  readonly cloud: CloudEnvironment;
  readonly network: NetworkStack;

  constructor(scope: Construct, id: string, environment: CloudEnvironment, network: NetworkStack) {
    super(scope, id, { env: environment });
    this.cloud = environment;
    this.network = network;
    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
      enableFargateCapacityProviders: true,
    });
    cluster.addDefaultCloudMapNamespace({
      name: `fondaco-${environment.name}`,
      type: cloudmap.NamespaceType.HTTP,
      useForServiceConnect: true,
    });
    this.cluster = cluster as ecs.ICluster;
    this.tasks = new cloudmap.PrivateDnsNamespace(this, 'Tasks', { name: TASKS_DOMAIN, vpc: network.vpc });
    const asset = new DockerImageAsset(this, 'Image', {
      directory: repository,
      file: 'Containerfile',
      target: 'service',
      platform: Platform.LINUX_ARM64,
    });
    this.image = ecs.ContainerImage.fromDockerImageAsset(asset);
  }

  /** Another of the Containerfile's images. */
  imageOf(scope: Construct, target: string): ecs.ContainerImage {
    return ecs.ContainerImage.fromDockerImageAsset(
      new DockerImageAsset(scope, `Image-${target}`, {
        directory: repository,
        file: 'Containerfile',
        target,
        platform: Platform.LINUX_ARM64,
      }),
    );
  }

  /** Small, without rights, on a root file system that it cannot write to; `/tmp` is its own. */
  taskDefinition(
    scope: Construct,
    id: string,
    size: { readonly cpu: number; readonly memoryLimitMiB: number },
  ): ecs.FargateTaskDefinition {
    const definition = new ecs.FargateTaskDefinition(scope, id, {
      ...size,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    definition.addVolume({ name: 'tmp' });
    return definition;
  }

  addContainer(
    definition: ecs.FargateTaskDefinition,
    name: string,
    options: Pick<
      ecs.ContainerDefinitionOptions,
      'image' | 'command' | 'entryPoint' | 'environment' | 'secrets' | 'user' | 'healthCheck' | 'portMappings'
    >,
  ): ecs.ContainerDefinition {
    const container = definition.addContainer(name, {
      ...options,
      readonlyRootFilesystem: true,
      stopTimeout: Duration.seconds(30),
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: name,
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
        logGroup: new logs.LogGroup(definition, `Logs-${name}`, {
          retention: this.cloud.logDays as logs.RetentionDays,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
      }),
    });
    container.addMountPoints({ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
    return container;
  }

  /** A service that is replaced task by task, and put back by itself when its new version does not come to life. */
  service(
    scope: Construct,
    id: string,
    part: string,
    taskDefinition: ecs.FargateTaskDefinition,
    options: Partial<ecs.FargateServiceProps> = {},
  ): ecs.FargateService {
    return new ecs.FargateService(scope, id, {
      cluster: this.cluster,
      taskDefinition,
      securityGroups: [this.network.group(part)],
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      assignPublicIp: false,
      circuitBreaker: { enable: true, rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      enableExecuteCommand: true,
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      ...options,
    });
  }
}

export const TASKS_DOMAIN = 'tasks.internal';
