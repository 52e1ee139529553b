import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { settingName } from '../container/set-up/config.ts';
import { OPERATOR, SET_UP } from '../edges.ts';
import type { DataStack } from './data-stack.ts';
import type { SecretsStack } from './secrets-stack.ts';
import { databaseUrl } from './services-stack.ts';
import { serviceAddresses } from './task-environment.ts';
import { type Foundation, TaskStack } from './task-stack.ts';

/** What is run by hand or by the deployment, and ends: migrations and the brokers' set-up; the command line. */
export class JobsStack extends TaskStack {
  constructor(scope: Construct, id: string, foundation: Foundation) {
    super(scope, id, foundation);
    const { topology, runtime, data, secrets } = foundation;
    const setUp = this.createJob(SET_UP, ...setUpEnvironment(data, secrets));
    for (const statement of brokerRights(data)) setUp.taskRole.addToPrincipalPolicy(statement);
    this.createJob(
      OPERATOR,
      Object.fromEntries(
        Object.entries(serviceAddresses(topology))
          .filter(([name]) => topology.services[name]?.operator)
          .map(([name, { host, port }]) => [settingName(name, 'URL'), `http://${host}:${port}`]),
      ),
      { SERVICE_KEY: ecs.Secret.fromSecretsManager(secrets.secret('operator.service-key.json')) },
    );
    new CfnOutput(this, 'ClusterName', { value: runtime.cluster.clusterName });
    new CfnOutput(this, 'SubnetIds', {
      value: runtime.network.vpc.privateSubnets.map((one) => one.subnetId).join(','),
    });
  }

  private createJob(
    name: string,
    environment: Record<string, string>,
    given: Record<string, ecs.Secret>,
  ): ecs.FargateTaskDefinition {
    const definition = this.runtime.taskDefinition(this, `Task-${name}`, { cpu: 512, memoryLimitMiB: 1024 });
    this.runtime.addContainer(definition, name, {
      image: this.runtime.image,
      command: [name],
      user: '1000:1000',
      environment,
      secrets: given,
    });
    this.secrets.grantKey(definition);
    new CfnOutput(this, `Definition-${name}`, { value: definition.taskDefinitionArn });
    new CfnOutput(this, `Group-${name}`, { value: this.runtime.network.group(name).securityGroupId });
    return definition;
  }
}

const setUpEnvironment = (
  data: DataStack,
  secrets: SecretsStack,
): [Record<string, string>, Record<string, ecs.Secret>] => {
  const environment: Record<string, string> = {
    KAFKA_BROKERS: data.addresses.iam,
    KAFKA_LOGIN: 'iam',
    KAFKA_REGION: data.region,
    KAFKA_TLS: 'true',
  };
  const given: Record<string, ecs.Secret> = {};
  for (const [service, database] of Object.entries(data.databases)) {
    environment[settingName(service, 'DATABASE_URL')] = databaseUrl(
      'postgres',
      database.dbInstanceEndpointAddress,
      'postgres',
    );
    const { secret: master } = database;
    if (master === undefined) throw new Error(`the administrator of ${service} has no secret`);
    given[settingName(service, 'ADMINISTRATOR_PASSWORD')] = ecs.Secret.fromSecretsManager(master, 'password');
    given[settingName(service, 'OWNER_PASSWORD')] = of(secrets.secret(`${service}.postgres-owner`));
    given[settingName(service, 'MONITOR_PASSWORD')] = of(secrets.secret(`${service}.postgres-monitor`));
    given[settingName(service, 'PASSWORD')] = of(secrets.secret(`${service}.postgres-service`));
  }
  return [environment, given];
};

const of = (secret: secretsmanager.ISecret) => ecs.Secret.fromSecretsManager(secret);

/** To make topics and ACLs, and to say where groups begin; not to read or write a record. */
const brokerRights = ({ cluster }: DataStack): iam.PolicyStatement[] => {
  // `arn:aws:kafka:region:account:cluster/name/uuid`: topics and groups are named by the same words.
  const name = Fn.select(1, Fn.split(':cluster/', cluster.attrArn));
  const every = (kind: 'topic' | 'group') =>
    Stack.of(cluster).formatArn({ service: 'kafka', resource: kind, resourceName: `${name}/*` });
  const allow = (resource: string, ...actions: string[]) =>
    new iam.PolicyStatement({
      actions: actions.map((action) => `kafka-cluster:${action}`),
      resources: [resource],
    });
  return [
    allow(
      cluster.attrArn,
      'Connect',
      'DescribeCluster',
      'AlterCluster',
      'DescribeClusterDynamicConfiguration',
    ),
    allow(
      every('topic'),
      ...['CreateTopic', 'DescribeTopic', 'AlterTopic'],
      ...['DescribeTopicDynamicConfiguration', 'AlterTopicDynamicConfiguration'],
    ),
    allow(every('group'), 'DescribeGroup', 'AlterGroup'),
  ];
};
