import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Topology } from '../topology-types.ts';
import { ANYWHERE, CLOUDFRONT, cloudEdges, ENDPOINTS, groupNames, S3 } from './edges.ts';
import type { CloudEnvironment } from './environments.ts';

export const VPC_RANGE = '10.20.0.0/16';

/** The private network: subnets over three zones, ways out, who may connect to whom. */
export class NetworkStack extends Stack {
  readonly vpc: ec2.IVpc;
  private readonly groups: Readonly<Record<string, ec2.ISecurityGroup>>;

  constructor(scope: Construct, id: string, topology: Topology, environment: CloudEnvironment) {
    super(scope, id, { env: environment });
    this.vpc = this.createVpc(environment);
    this.groups = Object.fromEntries(groupNames(topology).map((name) => [name, this.createGroup(name)]));
    this.createEndpoints();
    for (const edge of cloudEdges(topology)) this.createRules(edge, environment);
  }

  /** Nothing that is put into it can add a rule to it. */
  group(name: string): ec2.ISecurityGroup {
    const group = this.groups[name];
    if (group === undefined) throw new Error(`there is no security group for ${name}`);
    return group;
  }

  private createVpc({ zones, natGateways, logDays }: CloudEnvironment): ec2.IVpc {
    // Without this the types of CDK disagree among themselves about properties that may be undefined.
    const vpc: ec2.IVpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(VPC_RANGE),
      availabilityZones: [...zones],
      natGateways,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 22 },
      ],
    }) as ec2.IVpc;
    const group = new logs.LogGroup(this, 'FlowLogs', {
      retention: logDays as logs.RetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    vpc.addFlowLog('Flows', { destination: ec2.FlowLogDestination.toCloudWatchLogs(group) });
    return vpc;
  }

  private createGroup(name: string): ec2.ISecurityGroup {
    const group = new ec2.SecurityGroup(this, `Group-${name}`, {
      vpc: this.vpc,
      description: `of ${name}`,
      allowAllOutbound: false,
    });
    return ec2.SecurityGroup.fromSecurityGroupId(this, `Fixed-${name}`, group.securityGroupId, {
      mutable: false,
    });
  }

  private createEndpoints(): void {
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const services = ec2.InterfaceVpcEndpointAwsService;
    for (const [name, service] of Object.entries({
      EcrApi: services.ECR,
      EcrDocker: services.ECR_DOCKER,
      Logs: services.CLOUDWATCH_LOGS,
      Secrets: services.SECRETS_MANAGER,
      Keys: services.KMS,
      Exec: services.SSM_MESSAGES,
      Metrics: services.PROMETHEUS_WORKSPACES,
      Traces: services.XRAY,
    }))
      this.vpc.addInterfaceEndpoint(name, {
        service,
        open: false,
        securityGroups: [this.group(ENDPOINTS)],
        subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      });
  }

  /** One rule for who sends and one for who takes; each end that is Amazon's or outside has none. */
  private createRules(
    { from, to, port }: { readonly from: string; readonly to: string; readonly port: number },
    { prefixLists }: CloudEnvironment,
  ): void {
    const id = `${from}-to-${to}-${port}`;
    const common = { ipProtocol: 'tcp', fromPort: port, toPort: port, description: `${from} to ${to}` };
    const source = this.groups[from];
    const target = this.groups[to];
    if (target !== undefined)
      new ec2.CfnSecurityGroupIngress(this, `In-${id}`, {
        ...common,
        groupId: target.securityGroupId,
        ...(from === CLOUDFRONT
          ? { sourcePrefixListId: prefixLists.cloudFront }
          : { sourceSecurityGroupId: this.group(from).securityGroupId }),
      });
    if (source !== undefined)
      new ec2.CfnSecurityGroupEgress(this, `Out-${id}`, {
        ...common,
        groupId: source.securityGroupId,
        ...(to === S3 && { destinationPrefixListId: prefixLists.s3 }),
        ...(to === ANYWHERE && { cidrIp: '0.0.0.0/0' }),
        ...(target !== undefined && { destinationSecurityGroupId: target.securityGroupId }),
      });
  }
}
