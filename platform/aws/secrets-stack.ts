import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { kafkaUsers } from '../local/kafka/wanted.ts';
import type { Topology } from '../topology-types.ts';
import type { CloudEnvironment } from './environments.ts';
import { inlineFunction } from './inline-function.ts';

/** Who may sign service tokens: services, BFFs, whoever works on the system. */
const signers = (topology: Topology): readonly string[] => [
  ...Object.keys(topology.services),
  ...Object.keys(topology.edge),
  'operator',
];

/**
 * Every secret, by the name that the other platforms' file has (`orders.postgres-owner`). None is in a template: Secrets
 * Manager makes passwords, a function in the account makes keys, and somebody enters what others give us.
 */
export class SecretsStack extends Stack {
  readonly key: kms.Key;
  private readonly all = new Map<string, secretsmanager.ISecret>();
  private readonly users = new Map<string, secretsmanager.ISecret>();

  private readonly cloud: CloudEnvironment;

  constructor(scope: Construct, id: string, topology: Topology, environment: CloudEnvironment) {
    super(scope, id, { env: environment });
    this.cloud = environment;
    this.key = new kms.Key(this, 'Key', {
      description: 'secrets of the shop',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const services = Object.keys(topology.services);
    for (const service of services.filter((name) => topology.services[name]?.database))
      for (const role of ['owner', 'service', 'monitor']) this.createPassword(`${service}.postgres-${role}`);
    for (const name of ['grafana.admin-password', 'grafana.secret-key']) this.createPassword(name);
    for (const user of kafkaUsers(topology)) this.createKafkaUser(user);
    const made = [
      'users.signing-key-secret',
      ...Object.keys(topology.edge).map((name) => `${name}.session-secret`),
      ...signers(topology).map((name) => `${name}.service-key.json`),
      ...services.map((name) => `${name}.callers.json`),
    ];
    for (const name of made) this.createEmpty(name);
    this.makeKeys(topology, made);
    // From outside: entered once, by hand.
    for (const name of ['stripe.secret-key', 'stripe.webhook-secret', 'mail-server.url', 'slack-webhook'])
      this.createEmpty(name);
    this.createOriginSecret();
  }

  secret(name: string): secretsmanager.ISecret {
    const secret = this.all.get(name);
    if (secret === undefined) throw new Error(`there is no secret called ${name}`);
    return secret;
  }

  kafkaUser(service: string): secretsmanager.ISecret {
    const secret = this.users.get(service);
    if (secret === undefined) throw new Error(`${service} has no user at the brokers`);
    return secret;
  }

  /**
   * For who reads it: by its name alone, or each reader's role would stand in this stack's key policy, and this stack would
   * need those that need it. `grantKey` gives what is missing then.
   */
  private byArn(name: string, arn: string): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretCompleteArn(this, `Of-${name}`, arn);
  }

  grantKey(definition: ecs.FargateTaskDefinition): void {
    definition.addToExecutionRolePolicy(
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.key.keyArn] }),
    );
  }

  private fullName(name: string): string {
    return `fondaco/${this.cloud.name}/${name}`;
  }

  private createPassword(name: string): void {
    const secret = new secretsmanager.Secret(this, name, {
      secretName: this.fullName(name),
      encryptionKey: this.key,
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
    });
    this.all.set(name, this.byArn(name, secret.secretArn));
  }

  /** MSK takes users from secrets of this name and shape only. */
  private createKafkaUser(user: string): void {
    const secret = new secretsmanager.Secret(this, `${user}.kafka`, {
      secretName: `AmazonMSK_fondaco_${this.cloud.name}_${user}`,
      encryptionKey: this.key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: user }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
    });
    this.users.set(user, this.byArn(`${user}.kafka`, secret.secretArn));
  }

  private createEmpty(name: string): void {
    const resource = new secretsmanager.CfnSecret(this, name, {
      name: this.fullName(name),
      kmsKeyId: this.key.keyArn,
    });
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.all.set(name, this.byArn(name, resource.ref));
  }

  /** What CloudFront shows to the load balancer, in both their regions. */
  private createOriginSecret(): void {
    new secretsmanager.Secret(this, 'origin', {
      secretName: originSecretName(this.cloud),
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      replicaRegions: [{ region: 'us-east-1' }],
    });
  }

  private makeKeys(topology: Topology, names: readonly string[]): void {
    const { role, arn } = inlineFunction(this, 'KeyMaker', {
      file: 'key-maker.cjs',
      timeout: Duration.minutes(2),
    });
    for (const name of names)
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
          resources: [this.secret(name).secretArn],
        }),
      );
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.key.keyArn],
      }),
    );
    const arns = (list: readonly string[], suffix: string) =>
      Object.fromEntries(list.map((name) => [name, this.secret(`${name}.${suffix}`).secretArn]));
    const resource = new CustomResource(this, 'Keys', {
      serviceToken: arn,
      properties: {
        keys: arns(signers(topology), 'service-key.json'),
        callers: arns(Object.keys(topology.services), 'callers.json'),
        mayCall: callersOf(topology),
        random: [
          this.secret('users.signing-key-secret').secretArn,
          ...Object.values(arns(Object.keys(topology.edge), 'session-secret')),
        ],
      },
    });
    const policy = role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) resource.node.addDependency(policy);
  }
}

export const originSecretName = ({ name }: CloudEnvironment): string => `fondaco/${name}/origin`;

/** By service, who may call it. */
const callersOf = (topology: Topology): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(topology.services).map(([service, { operator }]) => [
      service,
      [
        ...[...Object.entries(topology.services), ...Object.entries(topology.edge)]
          .filter(([, { calls }]) => calls.some((callee) => callee === service))
          .map(([name]) => name),
        ...(operator ? ['operator'] : []),
      ],
    ]),
  );
