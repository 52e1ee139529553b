import type { CloudEnvironment } from './environments.ts';

/** One command of a deployment, as it is run in the checkout. */
export type Step = { readonly what: string; readonly command: readonly string[] };

const aws = (region: string, ...words: string[]): readonly string[] => [
  'aws',
  '--region',
  region,
  '--output',
  'json',
  ...words,
];

export const stackName = ({ name }: CloudEnvironment, layer: string): string => `fondaco-${name}-${layer}`;

/** What is there before any service starts, and what is brought up to date when databases and brokers are. */
const before = ['network', 'secrets', 'data', 'runtime', 'jobs'] as const;
const after = ['monitoring', 'services', 'gateway', 'interfaces'] as const;

export const deployLayers = (environment: CloudEnvironment, which: 'before' | 'after'): Step => ({
  what: `deploy ${(which === 'before' ? before : after).join(', ')}`,
  command: [
    ...['cdk', 'deploy', '--app', 'node platform/aws/app.ts', '--require-approval', 'never', '--exclusively'],
    ...(which === 'before' ? before : after).map((layer) => stackName(environment, layer)),
  ],
});

/** Outputs of a stack. */
export const readOutputs = (environment: CloudEnvironment, layer: string): Step => {
  const region = layer === 'interfaces' ? 'us-east-1' : environment.region;
  return {
    what: `read what ${layer} made`,
    command: aws(region, 'cloudformation', 'describe-stacks', '--stack-name', stackName(environment, layer)),
  };
};

/** Secrets that others give us: without them their services could not start. */
export const entered = [
  'stripe.secret-key',
  'stripe.webhook-secret',
  'mail-server.url',
  'slack-webhook',
] as const;

export const describeSecret = (environment: CloudEnvironment, name: string): Step => ({
  what: `look for ${name}`,
  command: aws(
    environment.region,
    ...['secretsmanager', 'describe-secret', '--secret-id', `fondaco/${environment.name}/${name}`],
  ),
});

export type JobOutputs = Readonly<
  Record<'ClusterName' | 'SubnetIds' | 'Definitionsetup' | 'Groupsetup', string>
>;

export const runSetUp = ({ region }: CloudEnvironment, outputs: JobOutputs): Step => {
  const network = `subnets=[${outputs.SubnetIds}],securityGroups=[${outputs.Groupsetup}],assignPublicIp=DISABLED`;
  return {
    what: 'migrate the databases, set up the brokers',
    command: aws(
      region,
      ...['ecs', 'run-task', '--launch-type', 'FARGATE', '--cluster', outputs.ClusterName],
      ...['--task-definition', outputs.Definitionsetup],
      ...['--network-configuration', `awsvpcConfiguration={${network}}`],
    ),
  };
};

export const describeTask = ({ region }: CloudEnvironment, cluster: string, task: string): Step => ({
  what: 'look how far it is',
  command: aws(region, 'ecs', 'describe-tasks', '--cluster', cluster, '--tasks', task),
});

/** Hashed files first and for ever, pages last and asked about again: an old page finds its files until it is left. */
export const uploadInterface = (name: string, build: string, bucket: string): readonly Step[] => {
  const target = `s3://${bucket}/${name}`;
  return [
    {
      what: `upload the files of ${name}`,
      command: [
        ...[
          'aws',
          '--region',
          'us-east-1',
          's3',
          'sync',
          build,
          target,
          '--exclude',
          '*',
          '--include',
          'assets/*',
        ],
        ...['--cache-control', 'public, max-age=31536000, immutable'],
      ],
    },
    {
      what: `upload the pages of ${name}`,
      command: [
        ...['aws', '--region', 'us-east-1', 's3', 'sync', build, target, '--exclude', 'assets/*'],
        ...['--cache-control', 'no-cache'],
      ],
    },
  ];
};

export const forgetPages = (distribution: string): Step => ({
  what: 'let CloudFront ask for the pages again',
  command: aws(
    'us-east-1',
    'cloudfront',
    'create-invalidation',
    '--distribution-id',
    distribution,
    '--paths',
    '/*',
  ),
});
