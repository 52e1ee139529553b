import { Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { renderGateway } from '../../edge/gateway/render.ts';
import { composeAddresses, everywhere } from '../compose/addresses.ts';
import { accessLogArguments } from '../compose/exporters.ts';
import { images } from '../compose/images.ts';
import { ACCESS_LOGS, accessLogOf } from '../compose/nginx.ts';
import { ACCESS_LOG_EXPORTER, exporterOf, GATEWAY } from '../edges.ts';
import type { Topology } from '../topology-types.ts';
import { LOAD_BALANCER, ports } from './edges.ts';
import type { CloudEnvironment } from './environments.ts';
import { stagedFolder } from './image-folder.ts';
import { VPC_RANGE } from './network-stack.ts';
import type { RuntimeStack } from './runtime-stack.ts';
import { originSecretName } from './secrets-stack.ts';
import { webRules } from './web-rules.ts';

/** The header by which CloudFront shows that it is this shop's. */
export const ORIGIN_HEADER = 'X-Origin-Secret';

export const originDomain = ({ domain }: CloudEnvironment): string => `origin.${domain}`;

/** The way in: a load balancer that takes requests of this shop's CloudFront only, and the gateway behind it. */
export class GatewayStack extends Stack {
  private readonly runtime: RuntimeStack;

  constructor(scope: Construct, id: string, topology: Topology, runtime: RuntimeStack) {
    super(scope, id, { env: runtime.cloud });
    this.runtime = runtime;
    const service = this.createGateway(topology);
    const balancer = this.createLoadBalancer();
    this.createListener(balancer, service);
    new wafv2.CfnWebACLAssociation(this, 'RulesOfLoadBalancer', {
      resourceArn: balancer.loadBalancerArn,
      webAclArn: new wafv2.CfnWebACL(this, 'Rules', webRules('REGIONAL', runtime.cloud)).attrArn,
    });
  }

  private createGateway(topology: Topology): ecs.FargateService {
    const { runtime } = this;
    const definition = runtime.taskDefinition(this, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
    definition.addVolume({ name: 'nginx' });
    const container = runtime.addContainer(definition, GATEWAY, {
      image: ecs.ContainerImage.fromDockerImageAsset(this.createImage(topology)),
      user: '101:101',
      portMappings: [{ containerPort: ports.http }, { containerPort: ports.status }],
      healthCheck: {
        command: ['CMD', 'wget', '-qO', '/dev/null', `http://127.0.0.1:${ports.status}/health`],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
      },
    });
    container.addMountPoints({ sourceVolume: 'nginx', containerPath: '/var/lib/nginx', readOnly: false });
    this.addExporters(definition, container);
    const service = runtime.service(this, 'Gateway', GATEWAY, definition, {
      desiredCount: runtime.cloud.tasks.least,
      // A client of the names only: nobody calls it by one.
      serviceConnectConfiguration: {},
      healthCheckGracePeriod: Duration.seconds(60),
      // Prometheus looks at every copy.
      cloudMapOptions: {
        cloudMapNamespace: runtime.tasks,
        name: GATEWAY,
        dnsRecordType: cloudmap.DnsRecordType.A,
        dnsTtl: Duration.seconds(10),
      },
    });
    return service;
  }

  /** What shows nginx's metrics and counts what it writes down, beside it: each copy has its own. */
  private addExporters(definition: ecs.FargateTaskDefinition, nginx: ecs.ContainerDefinition): void {
    const { runtime } = this;
    definition.addVolume({ name: 'access-logs' });
    const logs = { sourceVolume: 'access-logs', containerPath: ACCESS_LOGS, readOnly: false };
    nginx.addMountPoints(logs);
    runtime.addContainer(definition, exporterOf(GATEWAY), {
      image: ecs.ContainerImage.fromRegistry(images.nginxExporter),
      user: '65534:65534',
      command: [
        `--nginx.scrape-uri=http://127.0.0.1:${ports.status}/status`,
        `--web.listen-address=:${ports.nginxMetrics}`,
      ],
      portMappings: [{ containerPort: ports.nginxMetrics }],
    });
    runtime
      .addContainer(definition, ACCESS_LOG_EXPORTER, {
        image: runtime.imageOf(this, 'access-log-exporter'),
        user: '101:101',
        command: [...accessLogArguments([accessLogOf(GATEWAY)], ports.accessLogMetrics)],
        portMappings: [{ containerPort: ports.accessLogMetrics }],
      })
      .addMountPoints(logs);
  }

  /** nginx with the configuration that the topology gives; the static interfaces are CloudFront's. */
  private createImage(topology: Topology): DockerImageAsset {
    const addresses = composeAddresses(topology);
    const at = (port: number) => everywhere({ port });
    const configuration = renderGateway(
      { ...topology, interfaces: {} },
      { ...addresses, gateway: { https: at(ports.http), http: at(ports.http), status: at(ports.status) } },
      {
        workerProcesses: 1,
        accessLog: accessLogOf(GATEWAY),
        publicOrigin: `https://${this.runtime.cloud.domain}`,
        tls: { clientHeader: 'CloudFront-Viewer-Address', trusted: VPC_RANGE },
        builds: {},
        limits: {
          requests: { rate: 50, burst: 100 },
          credentials: { rate: 1, burst: 10 },
          webhooks: { rate: 100, burst: 400 },
          connections: 64,
        },
        hsts: { maxAgeSeconds: 31_536_000 },
        paymentOrigin: 'https://api.stripe.com',
      },
    );
    return new DockerImageAsset(this, 'Image', {
      directory: stagedFolder('gateway', {
        Dockerfile: [
          `FROM ${images.nginx}`,
          'COPY gateway.conf /etc/fondaco/gateway.conf',
          // A volume takes its owner from here.
          'USER 0:0',
          'RUN mkdir -p /var/lib/nginx /var/log/fondaco && chown 101:101 /var/lib/nginx /var/log/fondaco',
          'VOLUME /var/lib/nginx /var/log/fondaco',
          'USER 101:101',
          'ENTRYPOINT ["nginx", "-p", "/var/lib/nginx/", "-e", "stderr", "-c", "/etc/fondaco/gateway.conf"]',
          '',
        ].join('\n'),
        'gateway.conf': configuration,
      }),
      platform: Platform.LINUX_ARM64,
    });
  }

  private createLoadBalancer(): elb.ApplicationLoadBalancer {
    const { network, cloud: environment } = this.runtime;
    const balancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup: network.group(LOAD_BALANCER),
      deletionProtection: true,
      dropInvalidHeaderFields: true,
      // Longer than a stream of events is silent.
      idleTimeout: Duration.seconds(75),
    });
    balancer.logAccessLogs(
      new s3.Bucket(this, 'AccessLogs', {
        encryption: s3.BucketEncryption.S3_MANAGED,
        blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        lifecycleRules: [{ expiration: Duration.days(environment.logDays) }],
        removalPolicy: RemovalPolicy.RETAIN,
      }) as s3.IBucket,
    );
    return balancer;
  }

  private createListener(balancer: elb.ApplicationLoadBalancer, service: ecs.FargateService): void {
    const { cloud: environment, network } = this.runtime;
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: environment.zone.id,
      zoneName: environment.zone.name,
    });
    const domain = originDomain(environment);
    new route53.ARecord(this, 'Name', {
      zone,
      recordName: `${domain}.`,
      target: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(balancer)),
    });
    const group = new elb.ApplicationTargetGroup(this, 'Targets', {
      vpc: network.vpc,
      port: ports.http,
      protocol: elb.ApplicationProtocol.HTTP,
      targetType: elb.TargetType.IP,
      deregistrationDelay: Duration.seconds(20),
      healthCheck: {
        port: String(ports.status),
        path: '/health',
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
      },
    });
    service.attachToApplicationTargetGroup(group);
    const listener = balancer.addListener('Https', {
      port: ports.https,
      open: false,
      certificates: [
        new acm.Certificate(this, 'Certificate', {
          domainName: domain,
          validation: acm.CertificateValidation.fromDns(zone),
        }),
      ],
      sslPolicy: elb.SslPolicy.TLS13_RES,
      defaultAction: elb.ListenerAction.fixedResponse(403),
    });
    listener.addAction('FromCloudFront', {
      priority: 1,
      conditions: [
        elb.ListenerCondition.httpHeader(ORIGIN_HEADER, [
          SecretValue.secretsManager(originSecretName(environment)).unsafeUnwrap(),
        ]),
      ],
      action: elb.ListenerAction.forward([group]),
    });
    const scaling = service.autoScaleTaskCount({
      minCapacity: environment.tasks.least,
      maxCapacity: environment.tasks.most,
    });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 55 });
    scaling.scaleOnRequestCount('Requests', { targetGroup: group, requestsPerTarget: 60_000 });
  }
}
