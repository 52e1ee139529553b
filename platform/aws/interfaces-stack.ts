import { CfnOutput, Duration, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Topology } from '../topology-types.ts';
import type { CloudEnvironment } from './environments.ts';
import { ORIGIN_HEADER, originDomain } from './gateway-stack.ts';
import { originSecretName } from './secrets-stack.ts';
import { webRules } from './web-rules.ts';

/**
 * What browsers talk to, all under one name: the static interfaces from a bucket that only CloudFront may read, everything
 * else from the gateway. In us-east-1, where CloudFront takes its certificate and its firewall from.
 */
export class InterfacesStack extends Stack {
  private readonly policies: { readonly pages: cloudfront.IResponseHeadersPolicy };

  private readonly topology: Topology;
  private readonly cloud: CloudEnvironment;

  constructor(scope: Construct, id: string, topology: Topology, environment: CloudEnvironment) {
    super(scope, id, { env: { account: environment.account, region: 'us-east-1' } });
    this.topology = topology;
    this.cloud = environment;
    this.policies = { pages: this.createHeaders() };
    const logs = this.createBucket('Logs');
    const builds = this.createBucket('Builds', logs);
    const distribution = this.createDistribution(builds, logs);
    const zone = this.zone();
    for (const [name, record] of [
      ['Name4', route53.ARecord],
      ['Name6', route53.AaaaRecord],
    ] as const)
      new record(this, name, {
        zone,
        recordName: `${environment.domain}.`,
        target: route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution)),
      });
    new CfnOutput(this, 'BucketName', { value: builds.bucketName });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
  }

  private zone(): route53.IHostedZone {
    const existing = this.node.tryFindChild('Zone') as route53.IHostedZone | undefined;
    return (
      existing ??
      route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: this.cloud.zone.id,
        zoneName: this.cloud.zone.name,
      })
    );
  }

  private createBucket(id: string, logs?: s3.IBucket): s3.IBucket {
    return new s3.Bucket(this, id, {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      ...(logs !== undefined && { serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'builds/' }),
      // The standard access log of CloudFront still needs ACLs.
      objectOwnership:
        id === 'Logs' ? s3.ObjectOwnership.OBJECT_WRITER : s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      ...(id === 'Logs' && { lifecycleRules: [{ expiration: Duration.days(this.cloud.logDays) }] }),
      removalPolicy: RemovalPolicy.RETAIN,
    }) as s3.IBucket;
  }

  /** As the gateway has them elsewhere. */
  private createHeaders(): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'PageHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: [
            "default-src 'self'",
            "connect-src 'self' https://api.stripe.com",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
          ].join('; '),
          override: true,
        },
        contentTypeOptions: { override: true },
        referrerPolicy: {
          referrerPolicy: cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: Object.entries({
          'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Resource-Policy': 'same-origin',
        }).map(([header, value]) => ({ header, value, override: true })),
      },
    });
  }

  private createDistribution(builds: s3.IBucket, logs: s3.IBucket): cloudfront.Distribution {
    const { cloud: environment } = this;
    const gateway = this.gatewayBehavior();
    return new cloudfront.Distribution(this, 'Distribution', {
      domainNames: [environment.domain],
      certificate: new acm.Certificate(this, 'Certificate', {
        domainName: environment.domain,
        validation: acm.CertificateValidation.fromDns(this.zone()),
      }),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: new wafv2.CfnWebACL(this, 'Rules', webRules('CLOUDFRONT', environment)).attrArn,
      enableLogging: true,
      logBucket: logs,
      logFilePrefix: 'requests/',
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(builds),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.policies.pages,
        compress: true,
        functionAssociations: [
          { function: this.createRouting(), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: Object.fromEntries(gatewayPaths(this.topology).map((path) => [path, gateway])),
    });
  }

  private gatewayBehavior(): cloudfront.BehaviorOptions {
    return {
      origin: new origins.HttpOrigin(originDomain(this.cloud), {
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
        readTimeout: Duration.seconds(60),
        keepaliveTimeout: Duration.seconds(50),
        customHeaders: {
          [ORIGIN_HEADER]: SecretValue.secretsManager(originSecretName(this.cloud)).unsafeUnwrap(),
        },
      }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      // The gateway keeps what may be kept, and knows what not.
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_AND_CLOUDFRONT_2022,
    };
  }

  /** A path that is no file is the interface's own page, which knows what to show; each build is a folder of the bucket. */
  private createRouting(): cloudfront.Function {
    const routes = Object.entries(this.topology.interfaces)
      .map(([name, { route }]) => ({ name, route: route === '/' ? '/' : `${route}/` }))
      .sort((one, other) => other.route.length - one.route.length);
    return new cloudfront.Function(this, 'Routing', {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(routingCode(routes)),
    });
  }
}

/** What is the gateway's, in CloudFront's patterns. */
export const gatewayPaths = (topology: Topology): readonly string[] => [
  '/api/*',
  '/webhooks/*',
  '/media/*',
  ...Object.values(topology.edge).map(({ route }) => `${route}/*`),
];

export const routingCode = (routes: readonly { readonly name: string; readonly route: string }[]): string => `
var routes = ${JSON.stringify(routes)};
function handler(event) {
  var request = event.request;
  var found = routes.find(function (one) {
    return (request.uri + '/').startsWith(one.route);
  });
  var rest = request.uri.slice(found.route.length);
  var isFile = /\\.[a-z0-9]+$/i.test(rest);
  request.uri = '/' + found.name + '/' + (isFile ? rest : 'index.html');
  return request;
}
`;
