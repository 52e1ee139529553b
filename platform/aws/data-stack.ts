import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { databaseOf, KAFKA } from '../edges.ts';
import { kafkaUsers } from '../local/kafka/wanted.ts';
import type { Topology } from '../topology-types.ts';
import type { CloudEnvironment } from './environments.ts';
import { inlineFunction } from './inline-function.ts';
import type { NetworkStack } from './network-stack.ts';
import type { SecretsStack } from './secrets-stack.ts';

/** What keeps data: a PostgreSQL for each service, the brokers, the bucket with pictures. */
export class DataStack extends Stack {
  readonly databases: Readonly<Record<string, rds.DatabaseInstance>>;
  readonly cluster: msk.CfnCluster;
  /** `host:port,…` for those who show SCRAM credentials, and for those who show a role. */
  readonly addresses: { readonly scram: string; readonly iam: string };
  readonly pictures: s3.Bucket;

  private readonly network: NetworkStack;
  private readonly secrets: SecretsStack;

  constructor(
    scope: Construct,
    id: string,
    topology: Topology,
    environment: CloudEnvironment,
    network: NetworkStack,
    secrets: SecretsStack,
  ) {
    super(scope, id, { env: environment });
    this.network = network;
    this.secrets = secrets;
    const key = new kms.Key(this, 'Key', {
      description: 'data of the shop at rest',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.databases = Object.fromEntries(
      Object.keys(topology.services)
        .filter((name) => topology.services[name]?.database)
        .map((name) => [name, this.createDatabase(name, environment, key)]),
    );
    this.cluster = this.createBrokers(environment, key);
    this.addresses = this.findAddresses();
    new msk.CfnBatchScramSecret(this, 'BrokerUsers', {
      clusterArn: this.cluster.attrArn,
      secretArnList: kafkaUsers(topology).map((name) => this.secrets.kafkaUser(name).secretArn),
    });
    this.pictures = this.createPictures(key);
  }

  private createDatabase(
    service: string,
    environment: CloudEnvironment,
    key: kms.IKey,
  ): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_18_1 });
    return new rds.DatabaseInstance(this, `Database-${service}`, {
      engine,
      instanceType: new ec2.InstanceType(environment.database.instance),
      vpc: this.network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.network.group(databaseOf(service))],
      multiAz: true,
      publiclyAccessible: false,
      // Made by RDS, kept in Secrets Manager, and changed every week without anybody's doing.
      credentials: rds.Credentials.fromUsername('postgres'),
      manageMasterUserPassword: true,
      allocatedStorage: environment.database.storageGb,
      maxAllocatedStorage: 10 * environment.database.storageGb,
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      storageEncryptionKey: key,
      backupRetention: Duration.days(environment.database.backupDays),
      deleteAutomatedBackups: false,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      autoMinorVersionUpgrade: true,
      cloudwatchLogsExports: ['postgresql', 'upgrade'],
      monitoringInterval: Duration.seconds(60),
      parameterGroup: new rds.ParameterGroup(this, `Parameters-${service}`, {
        engine,
        parameters: {
          'rds.force_ssl': '1',
          shared_preload_libraries: 'pg_stat_statements',
          jit: '0',
        },
      }),
    });
  }

  private createBrokers({ kafka, logDays }: CloudEnvironment, key: kms.IKey): msk.CfnCluster {
    const configuration = new msk.CfnConfiguration(this, 'BrokerSettings', {
      name: `${this.stackName}-brokers`,
      kafkaVersionsList: [KAFKA_VERSION],
      serverProperties: brokerSettings,
    });
    const group = new logs.LogGroup(this, 'BrokerLogs', {
      retention: logDays as logs.RetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    return new msk.CfnCluster(this, 'Brokers', {
      clusterName: `${this.stackName}-brokers`,
      kafkaVersion: KAFKA_VERSION,
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: {
        instanceType: `kafka.${kafka.instance}`,
        clientSubnets: this.network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
        securityGroups: [this.network.group(KAFKA).securityGroupId],
        storageInfo: { ebsStorageInfo: { volumeSize: kafka.storageGb } },
      },
      configurationInfo: { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision },
      // Services show SCRAM credentials and are held to ACLs; the job that makes those shows its role.
      clientAuthentication: {
        sasl: { scram: { enabled: true }, iam: { enabled: true } },
        unauthenticated: { enabled: false },
      },
      encryptionInfo: {
        encryptionAtRest: { dataVolumeKmsKeyId: key.keyArn },
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
      },
      enhancedMonitoring: 'PER_TOPIC_PER_BROKER',
      openMonitoring: { prometheus: { jmxExporter: { enabledInBroker: true } } },
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: group.logGroupName } } },
    });
  }

  /** To read, write and list pictures, and nothing else. */
  grantPictures(role: iam.IRole): void {
    const allow = (actions: string[], resource: string) =>
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    allow(['s3:GetObject', 's3:PutObject'], this.pictures.arnForObjects('*'));
    allow(['s3:ListBucket'], this.pictures.bucketArn);
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], this.pictures.encryptionKey?.keyArn ?? '');
  }

  private findAddresses(): { readonly scram: string; readonly iam: string } {
    const { role, arn } = inlineFunction(this, 'AddressFinder', {
      file: 'broker-addresses.cjs',
      timeout: Duration.minutes(1),
    });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [this.cluster.attrArn] }),
    );
    const resource = new CustomResource(this, 'Addresses', {
      serviceToken: arn,
      properties: { cluster: this.cluster.attrArn },
    });
    const policy = role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) resource.node.addDependency(policy);
    return { scram: resource.getAttString('scram'), iam: resource.getAttString('iam') };
  }

  private createPictures(key: kms.IKey): s3.Bucket {
    const logs = new s3.Bucket(this, 'PictureLogs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    return new s3.Bucket(this, 'Pictures', {
      serverAccessLogsBucket: logs as s3.IBucket,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** KRaft is the only mode of this version. */
const KAFKA_VERSION = '4.1.x.kraft';

const brokerSettings = [
  'auto.create.topics.enable=false',
  'default.replication.factor=3',
  'min.insync.replicas=2',
  'unclean.leader.election.enable=false',
  'allow.everyone.if.no.acl.found=false',
].join('\n');
