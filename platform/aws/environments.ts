/** What staging and production differ in. Everything else is the same, or it would not have been tried out. */
export type CloudEnvironment = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Three of the region's. */
  readonly zones: readonly [string, string, string];
  /** What browsers call the shop; its DNS zone is `zone`. */
  readonly domain: string;
  readonly zone: { readonly id: string; readonly name: string };
  /**
   * Amazon's own lists of addresses in this region: CloudFront's that call origins, and S3's. To be compared with
   * `aws ec2 describe-managed-prefix-lists` before the first deployment.
   */
  readonly prefixLists: { readonly cloudFront: string; readonly s3: string };
  /** Where the repository is read: messages to Slack link to its runbooks. */
  readonly repository: string;
  readonly natGateways: 1 | 3;
  readonly database: { readonly instance: string; readonly storageGb: number; readonly backupDays: number };
  readonly kafka: { readonly instance: string; readonly storageGb: number };
  /** Of each service: tasks that always run, and the most there may be. */
  readonly tasks: { readonly least: number; readonly most: number };
  /** Requests from one address in five minutes before it has to wait. */
  readonly requestsPerAddress: number;
  readonly logDays: 30 | 365;
  readonly mail: { readonly server: string; readonly from: string };
};

const common = {
  account: process.env.CDK_DEFAULT_ACCOUNT ?? '111111111111',
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  prefixLists: { cloudFront: 'pl-a3a144ca', s3: 'pl-6ea54007' },
  repository: 'https://git.example/fondaco',
  mail: {
    server: 'smtps://email-smtp.eu-central-1.amazonaws.com:465',
    from: 'Fondaco <shop@fondaco.example>',
  },
} as const;

export const environments: Readonly<Record<string, CloudEnvironment>> = {
  staging: {
    ...common,
    name: 'staging',
    domain: 'staging.fondaco.example',
    zone: { id: 'Z00000000000000STAGE', name: 'staging.fondaco.example' },
    natGateways: 1,
    database: { instance: 't4g.medium', storageGb: 50, backupDays: 7 },
    kafka: { instance: 't3.small', storageGb: 100 },
    tasks: { least: 1, most: 4 },
    requestsPerAddress: 20_000,
    logDays: 30,
  },
  production: {
    ...common,
    name: 'production',
    domain: 'fondaco.example',
    zone: { id: 'Z000000000000000PROD', name: 'fondaco.example' },
    natGateways: 3,
    database: { instance: 'm7g.large', storageGb: 200, backupDays: 35 },
    kafka: { instance: 'm7g.large', storageGb: 500 },
    tasks: { least: 2, most: 12 },
    requestsPerAddress: 5_000,
    logDays: 365,
  },
};
