import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import { kafkaUsers } from '../local/kafka/wanted.ts';
import { ports } from './edges.ts';
import { addScaling } from './scaling.ts';
import { taskEnvironment } from './task-environment.ts';
import { type Foundation, TaskStack } from './task-stack.ts';

/** The services and BFFs: each a service of Fargate that grows and shrinks with what it has to do. */
export class ServicesStack extends TaskStack {
  readonly all: Readonly<Record<string, ecs.FargateService>>;

  constructor(scope: Construct, id: string, foundation: Foundation) {
    super(scope, id, foundation);
    const { topology } = foundation;
    const all: Record<string, ecs.FargateService> = {};
    const parts = [...Object.entries(topology.services), ...Object.entries(topology.edge)];
    for (const [name] of parts) all[name] = this.createService(name);
    // A proxy learns the names that there are when its task starts: callees come first.
    for (const [name, { calls }] of parts)
      for (const callee of calls) if (all[callee] !== undefined) all[name]?.node.addDependency(all[callee]);
    this.all = all;
  }

  private createService(name: string): ecs.FargateService {
    const { runtime } = this;
    const definition = runtime.taskDefinition(this, `Task-${name}`, { cpu: 512, memoryLimitMiB: 1024 });
    runtime.addContainer(definition, name, {
      image: runtime.image,
      command: [name],
      user: '1000:1000',
      ...this.environmentOf(name),
      portMappings: [
        { name: 'http', containerPort: ports.http, appProtocol: ecs.AppProtocol.http },
        { name: 'management', containerPort: ports.management },
      ],
      healthCheck: {
        command: ['CMD', 'node', '-e', healthCheck],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        startPeriod: Duration.seconds(30),
      },
    });
    this.secrets.grantKey(definition);
    if (name === 'products') this.data.grantPictures(definition.taskRole);
    const { least } = runtime.cloud.tasks;
    const service = runtime.service(this, `Service-${name}`, name, definition, {
      desiredCount: least,
      serviceConnectConfiguration: {
        services: [
          {
            portMappingName: 'http',
            discoveryName: name,
            dnsName: name,
            port: ports.http,
            // Streams of events are silent for half a minute and open for long.
            idleTimeout: Duration.minutes(5),
            perRequestTimeout: Duration.seconds(0),
          },
        ],
      },
      cloudMapOptions: {
        cloudMapNamespace: runtime.tasks,
        name,
        dnsRecordType: cloudmap.DnsRecordType.A,
        dnsTtl: Duration.seconds(10),
      },
    });
    addScaling(service, {
      name,
      topology: this.topology,
      tasks: runtime.cloud.tasks,
      brokers: this.data.cluster.clusterName,
      cluster: runtime.cluster.clusterName,
    });
    return service;
  }

  private environmentOf(name: string): Pick<ecs.ContainerDefinitionOptions, 'environment' | 'secrets'> {
    const { plain, secret } = taskEnvironment(
      this.topology,
      this.runtime.cloud,
      name,
      this.data.pictures.bucketName,
    );
    const usesBrokers = kafkaUsers(this.topology).includes(name);
    const database = this.data.databases[name];
    const secrets: Record<string, ecs.Secret> = {};
    for (const [setting, from] of Object.entries(secret))
      secrets[setting] =
        setting === 'KAFKA_PASSWORD'
          ? ecs.Secret.fromSecretsManager(this.secrets.kafkaUser(name), 'password')
          : ecs.Secret.fromSecretsManager(this.secrets.secret(from));
    if (database !== undefined)
      secrets.DATABASE_PASSWORD = ecs.Secret.fromSecretsManager(
        this.secrets.secret(`${name}.postgres-service`),
      );
    return {
      environment: {
        ...plain,
        NODE_OPTIONS: '--max-old-space-size=640 --v8-pool-size=1',
        ...(usesBrokers ? { KAFKA_BROKERS: this.data.addresses.scram, KAFKA_TLS: 'true' } : {}),
        ...(database === undefined
          ? {}
          : { DATABASE_URL: databaseUrl(name, database.dbInstanceEndpointAddress, name) }),
      },
      secrets,
    };
  }
}

/** By TLS, with the certificates that the image has; the password is put in where it runs. */
export const databaseUrl = (user: string, host: string, database: string): string =>
  `postgres://${user}@${host}:${ports.postgres}/${database}?sslmode=verify-full&sslrootcert=/fondaco/rds.pem`;

const healthCheck = `fetch('http://127.0.0.1:${ports.management}/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
