import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { topology } from '../../topology.ts';
import { partsOf } from '../edges.ts';
import { createApp } from './app.ts';
import { absent, cloudEdges, groupNames, inTasks } from './edges.ts';
import { environments } from './environments.ts';
import { routingCode } from './interfaces-stack.ts';
import { reasons } from './nag-reasons.ts';

type Resource = { readonly Type: string; readonly Properties: Record<string, never> };
type Resources = Readonly<Record<string, Resource>>;

let folder: string;
let resources: Record<string, Resources>;
let report: { pluginReports: PluginReport[] };
type PluginReport = { pluginName: string; conclusion: string; violations: Violation[] };
type Violation = { ruleName: string; violatingConstructs: { constructPath: string }[] };

/** Once for all tests: takes some seconds. Neither an account nor a network is there. */
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'fondaco-aws-'));
  const { production } = environments;
  assert.ok(production);
  const { app, ...stacks } = createApp(topology, production, {
    outdir: join(folder, 'production'),
    // The report is looked at here, finding by finding.
    context: { '@aws-cdk/core:failSynthOnValidationErrors': false },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
  resources = Object.fromEntries(
    Object.entries(stacks).map(([layer, stack]) => [layer, Template.fromStack(stack).toJSON().Resources]),
  );
  report = JSON.parse(readFileSync(join(folder, 'production/validation-report.json'), 'utf8'));
});
after(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: templates are JSON of hundreds of shapes.
const ofType = (layer: string, type: string): [string, Record<string, any>][] =>
  Object.entries(resources[layer] ?? {})
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);

describe('security groups', () => {
  /** `Fn::GetAtt` of a group, here or by another stack's export, to the part it is of. */
  const partOf = (reference: unknown): string => {
    const text = JSON.stringify(reference);
    const found = ofType('network', 'AWS::EC2::SecurityGroup').find(([id]) => text.includes(id));
    return String(found?.[1].GroupDescription).replace(/^of /, '');
  };

  const ingress = () =>
    ofType('network', 'AWS::EC2::SecurityGroupIngress').map(([, rule]) => ({
      from: rule.SourcePrefixListId === undefined ? partOf(rule.SourceSecurityGroupId) : 'cloudfront',
      to: partOf(rule.GroupId),
      port: rule.FromPort,
      last: rule.ToPort,
      protocol: rule.IpProtocol,
    }));
  const egress = () =>
    ofType('network', 'AWS::EC2::SecurityGroupEgress').map(([, rule]) => ({
      from: partOf(rule.GroupId),
      to: rule.DestinationPrefixListId
        ? 's3'
        : rule.CidrIp
          ? 'anywhere'
          : partOf(rule.DestinationSecurityGroupId),
      port: rule.FromPort,
      last: rule.ToPort,
      protocol: rule.IpProtocol,
    }));
  const lines = (rules: readonly { from: string; to: string; port: number }[]): string[] =>
    rules.map(({ from, to, port }) => `${from} → ${to} ${port}`).sort();

  test('what may be sent and what may be taken are the edges of the topology, no more and no less', () => {
    const edges = cloudEdges(topology);
    const outside = new Set(['cloudfront', 's3', 'anywhere']);
    assert.deepEqual(lines(ingress()), lines(edges.filter(({ to }) => !outside.has(to))));
    assert.deepEqual(lines(egress()), lines(edges.filter(({ from }) => !outside.has(from))));
    for (const { port, last, protocol } of [...ingress(), ...egress()])
      assert.deepEqual([last, protocol], [port, 'tcp']);
  });

  test('every part of the topology has a group, runs in another’s task, or is not here for a written reason', () => {
    const inside = Object.entries(partsOf(topology))
      .filter(([, { subnet }]) => subnet !== 'outside')
      .map(([name]) => name);
    const groups = groupNames(topology);
    for (const name of inside)
      assert.equal([groups.includes(name), name in inTasks, name in absent].filter(Boolean).length, 1, name);
    assert.deepEqual(Object.keys(absent), ['balancer', 'balancer-exporter', 'machine-exporter']);
    assert.deepEqual(Object.keys(inTasks), ['gateway-exporter', 'access-log-exporter']);
    for (const [name, reason] of Object.entries(absent)) assert.ok(reason.length > 40, name);
    const [gateway] = ofType('gateway', 'AWS::ECS::TaskDefinition').map(([, { ContainerDefinitions }]) =>
      ContainerDefinitions.map(({ Name }: { Name: string }) => Name),
    );
    assert.deepEqual(gateway, ['gateway', ...Object.keys(inTasks)]);
  });

  test('no rule stands in a group itself, and no group is made elsewhere', () => {
    for (const [id, group] of ofType('network', 'AWS::EC2::SecurityGroup')) {
      assert.equal(group.SecurityGroupIngress, undefined, id);
      // How CloudFormation is told that nothing at all may be sent: a rule that matches no packet.
      assert.deepEqual(
        group.SecurityGroupEgress?.map(({ CidrIp, IpProtocol }: Record<string, string>) => [
          CidrIp,
          IpProtocol,
        ]) ?? [],
        group.SecurityGroupEgress === undefined ? [] : [['255.255.255.255/32', 'icmp']],
        id,
      );
    }
    const others = Object.keys(resources).filter((layer) => layer !== 'network');
    for (const layer of others)
      for (const type of ['SecurityGroup', 'SecurityGroupIngress', 'SecurityGroupEgress'])
        assert.deepEqual(ofType(layer, `AWS::EC2::${type}`), [], layer);
    assert.deepEqual(
      ofType('network', 'AWS::EC2::SecurityGroup')
        .map(([, { GroupDescription }]) => GroupDescription)
        .sort(),
      groupNames(topology)
        .map((name) => `of ${name}`)
        .sort(),
    );
  });

  test('each service, database and the brokers are in their own group and no other', () => {
    const attached = [
      ...['services', 'monitoring', 'gateway'].flatMap((layer) =>
        ofType(layer, 'AWS::ECS::Service').map(([id, { NetworkConfiguration }]) => ({
          id,
          groups: NetworkConfiguration.AwsvpcConfiguration.SecurityGroups,
        })),
      ),
      ...ofType('data', 'AWS::RDS::DBInstance').map(([id, { VPCSecurityGroups }]) => ({
        id,
        groups: VPCSecurityGroups,
      })),
      ...ofType('data', 'AWS::MSK::Cluster').map(([id, { BrokerNodeGroupInfo }]) => ({
        id,
        groups: BrokerNodeGroupInfo.SecurityGroups,
      })),
      ...ofType('gateway', 'AWS::ElasticLoadBalancingV2::LoadBalancer').map(([id, { SecurityGroups }]) => ({
        id,
        groups: SecurityGroups,
      })),
      ...ofType('network', 'AWS::EC2::VPCEndpoint')
        .filter(([, { VpcEndpointType }]) => VpcEndpointType === 'Interface')
        .map(([id, { SecurityGroupIds }]) => ({ id, groups: SecurityGroupIds })),
    ];
    const letters = (text: string) => text.replace(/[^a-z]/gi, '').toLowerCase();
    const names: Record<string, string> = {
      gateway: 'gateway',
      brokers: 'kafka',
      loadbalancer: 'load-balancer',
    };
    for (const { id, groups } of attached) {
      assert.equal(groups.length, 1, id);
      const part = partOf(groups[0]);
      if (part === 'vpc-endpoints') continue;
      const bare = letters(id.replace(/(Service)?[0-9A-F]{8}$/, ''))
        .replace(/^(service|database)/, '')
        .replace(/^postgres/, '');
      assert.equal(letters(part).replace(/^postgres/, ''), letters(names[bare] ?? bare), id);
    }
    const withGroup = attached.map(({ groups }) => partOf(groups[0]));
    const jobs = ['set-up', 'operator'];
    assert.deepEqual([...new Set([...withGroup, ...jobs])].sort(), [...groupNames(topology)].sort());
  });
});

test('cdk-nag finds nothing without a written reason, and no reason is left over', () => {
  const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
  const found = (nag?.violations ?? []).flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({
      layer: /^fondaco-production-([a-z]+)/.exec(constructPath)?.[1] ?? '',
      ruleName,
      constructPath,
    })),
  );
  assert.ok(found.length > 0, 'it did not run');
  const matches = (layer: string, ruleName: string) =>
    Object.keys(reasons[layer] ?? {}).filter((prefix) => ruleName.startsWith(prefix));
  assert.deepEqual(
    found
      .filter(({ layer, ruleName }) => matches(layer, ruleName).length === 0)
      .map(({ ruleName, constructPath }) => `${ruleName} ${constructPath}`),
    [],
  );
  const used = new Set(
    found.flatMap(({ layer, ruleName }) => matches(layer, ruleName).map((one) => `${layer} ${one}`)),
  );
  const written = Object.entries(reasons).flatMap(([layer, all]) =>
    Object.keys(all).map((one) => `${layer} ${one}`),
  );
  assert.deepEqual(
    written.filter((one) => !used.has(one)),
    [],
  );
});

test('CloudFormation’s own checks have nothing to say', () => {
  const own = report.pluginReports.find(({ pluginName }) => pluginName === 'CloudFormation Validate');
  assert.deepEqual([own?.conclusion, own?.violations], ['success', []]);
});

test('every database is encrypted, in two zones, kept, out of reach, and its administrator’s password made by RDS', () => {
  const databases = ofType('data', 'AWS::RDS::DBInstance');
  assert.equal(databases.length, Object.values(topology.services).filter(({ database }) => database).length);
  for (const [id, database] of databases) {
    const { StorageEncrypted, MultiAZ, DeletionProtection, PubliclyAccessible, ManageMasterUserPassword } =
      database;
    assert.deepEqual(
      { StorageEncrypted, MultiAZ, DeletionProtection, PubliclyAccessible, ManageMasterUserPassword },
      {
        StorageEncrypted: true,
        MultiAZ: true,
        DeletionProtection: true,
        PubliclyAccessible: false,
        ManageMasterUserPassword: true,
      },
      id,
    );
    assert.ok(database.BackupRetentionPeriod >= 7, id);
    assert.equal(database.MasterUserPassword, undefined, id);
  }
});

test('three brokers in three zones, three copies of which two must have it, TLS, no one without credentials', () => {
  const [[, cluster] = assert.fail()] = ofType('data', 'AWS::MSK::Cluster');
  assert.equal(cluster.NumberOfBrokerNodes, 3);
  assert.equal(cluster.BrokerNodeGroupInfo.ClientSubnets.length, 3);
  assert.deepEqual(cluster.EncryptionInfo.EncryptionInTransit, { ClientBroker: 'TLS', InCluster: true });
  assert.deepEqual(cluster.ClientAuthentication.Unauthenticated, { Enabled: false });
  assert.match(cluster.KafkaVersion, /kraft/);
  const [[, settings] = assert.fail()] = ofType('data', 'AWS::MSK::Configuration');
  const text = JSON.stringify(settings.ServerProperties);
  const decoded = `${text}${Buffer.from(String(settings.ServerProperties), 'base64').toString()}`;
  for (const line of [
    'default.replication.factor=3',
    'min.insync.replicas=2',
    'allow.everyone.if.no.acl.found=false',
  ])
    assert.ok(decoded.includes(line), line);
});

test('every service rolls back by itself, and grows by CPU, by requests, and a consumer by its lag within its partitions', () => {
  const targets = ofType('services', 'AWS::ApplicationAutoScaling::ScalableTarget');
  for (const [id, service] of ofType('services', 'AWS::ECS::Service'))
    assert.deepEqual(
      service.DeploymentConfiguration.DeploymentCircuitBreaker,
      { Enable: true, Rollback: true },
      id,
    );
  const policies = ofType('services', 'AWS::ApplicationAutoScaling::ScalingPolicy').map(([id]) => id);
  for (const name of [...Object.keys(topology.services), ...Object.keys(topology.edge)]) {
    const own = policies.filter((id) => id.startsWith(`Service${name.replaceAll('-', '')}`));
    assert.ok(
      own.some((id) => id.includes('Cpu')),
      name,
    );
    assert.ok(
      own.some((id) => id.includes('Requests')),
      name,
    );
    const consumes = Object.values(topology.consumers).some(({ service }) => service === name);
    assert.equal(
      own.some((id) => id.includes('Lag')),
      consumes,
      name,
    );
  }
  for (const [id, { MaxCapacity }] of targets) assert.ok(MaxCapacity <= 12, id);
});

test('no container writes to its root file system, is root, or has a secret in its environment', () => {
  for (const layer of ['services', 'jobs', 'monitoring', 'gateway'])
    for (const [id, { ContainerDefinitions }] of ofType(layer, 'AWS::ECS::TaskDefinition'))
      for (const container of ContainerDefinitions) {
        assert.equal(container.ReadonlyRootFilesystem, true, id);
        assert.match(container.User, /^[1-9]\d*:\d+$/, id);
        for (const { Name } of container.Environment ?? [])
          assert.doesNotMatch(Name, /PASSWORD|SECRET|KEY$|TOKEN(?!_URL)|WEBHOOK/, id);
      }
});

test('buckets are private and take encrypted connections only; the builds are read by CloudFront alone', () => {
  for (const layer of Object.keys(resources))
    for (const [id, { PublicAccessBlockConfiguration }] of ofType(layer, 'AWS::S3::Bucket'))
      assert.deepEqual(
        PublicAccessBlockConfiguration,
        {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        id,
      );
  const [[, { DistributionConfig }] = assert.fail()] = ofType('interfaces', 'AWS::CloudFront::Distribution');
  assert.ok(DistributionConfig.Origins.some((origin: object) => 'OriginAccessControlId' in origin));
  const paths = DistributionConfig.CacheBehaviors.map(
    ({ PathPattern }: { PathPattern: string }) => PathPattern,
  );
  for (const path of ['/api/*', '/webhooks/*', '/bff/*', '/backoffice/bff/*'])
    assert.ok(paths.includes(path), path);
});

test('a path that is no file is its interface’s own page', () => {
  const code = routingCode([
    { name: 'backoffice', route: '/backoffice/' },
    { name: 'storefront', route: '/' },
  ]);
  const routed = (uri: string): string =>
    runInNewContext(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`);
  for (const [uri, file] of [
    ['/', '/storefront/index.html'],
    ['/orders/1', '/storefront/index.html'],
    ['/assets/a-1.js', '/storefront/assets/a-1.js'],
    ['/backoffice', '/backoffice/index.html'],
    ['/backoffice/', '/backoffice/index.html'],
    ['/backoffice/topics', '/backoffice/index.html'],
    ['/backoffice/assets/b-2.css', '/backoffice/assets/b-2.css'],
    ['/backofficeandmore', '/storefront/index.html'],
  ] as const)
    assert.equal(routed(uri), file, uri);
});

test('staging has the same stacks and resources as production, with other values', () => {
  const { staging } = environments;
  assert.ok(staging);
  const {
    app: _,
    network: __,
    ...stacks
  } = createApp(topology, staging, { outdir: join(folder, 'staging') });
  for (const [layer, stack] of Object.entries(stacks))
    assert.deepEqual(
      Object.values(Template.fromStack(stack).toJSON().Resources as Resources)
        .map(({ Type }) => Type)
        .sort(),
      Object.values(resources[layer] ?? {})
        .map(({ Type }) => Type)
        .sort(),
      layer,
    );
});

test('the functions that run in Lambda are JavaScript that Node takes, small enough to stand in a template', () => {
  for (const name of ['key-maker.cjs', 'broker-addresses.cjs']) {
    const path = join(import.meta.dirname, name);
    execFileSync(process.execPath, ['--check', path]);
    assert.ok(readFileSync(path).length < 4096, name);
  }
});
