import type { CfnWebACLProps } from 'aws-cdk-lib/aws-wafv2';
import type { CloudEnvironment } from './environments.ts';

/** Amazon's lists of what nobody asks for in earnest. */
const managed = ['AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesAmazonIpReputationList'];

/** Seconds over which requests of an address are counted. */
const WINDOW = 300;
/** Log-ins and registrations of an address in that time. */
const CREDENTIALS = 100;

/**
 * A firewall for requests. Addresses are those that CloudFront sees, so that rates are counted there; at the load balancer,
 * which only CloudFront reaches, the lists are enough.
 */
export const webRules = (
  scope: 'CLOUDFRONT' | 'REGIONAL',
  { requestsPerAddress }: CloudEnvironment,
): CfnWebACLProps => ({
  scope,
  defaultAction: { allow: {} },
  visibilityConfig: visible('all'),
  rules: [
    ...(scope === 'CLOUDFRONT'
      ? [
          rate('requests', 0, requestsPerAddress),
          rate(
            'credentials',
            1,
            CREDENTIALS,
            '^/(api/v1/(sessions|users)|(backoffice/)?bff/(session|registration))(/|$)',
          ),
        ]
      : [rate('requests', 0, 20 * requestsPerAddress)]),
    ...managed.map((name, i) => ({
      name,
      priority: 10 + i,
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
      visibilityConfig: visible(name),
    })),
  ],
});

const rate = (name: string, priority: number, limit: number, pattern?: string) => ({
  name,
  priority,
  action: { block: { customResponse: { responseCode: 429 } } },
  statement: {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: WINDOW,
      aggregateKeyType: 'IP',
      ...(pattern !== undefined && {
        scopeDownStatement: {
          regexMatchStatement: {
            regexString: pattern,
            fieldToMatch: { uriPath: {} },
            textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
          },
        },
      }),
    },
  },
  visibilityConfig: visible(name),
});

const visible = (name: string) => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName: `fondaco-${name}`,
});
