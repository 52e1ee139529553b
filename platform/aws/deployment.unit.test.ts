import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployLayers, describeSecret, entered, runSetUp, uploadInterface } from './deployment.ts';
import { environments } from './environments.ts';

const { staging } = environments;
assert.ok(staging);

test('what keeps data comes first, then the set-up task inside the private network, then the services', () => {
  const [first, second] = [deployLayers(staging, 'before'), deployLayers(staging, 'after')].map(
    ({ command }) => command.filter((word) => word.startsWith('fondaco-')),
  );
  assert.deepEqual(
    first,
    ['network', 'secrets', 'data', 'runtime', 'jobs'].map((layer) => `fondaco-staging-${layer}`),
  );
  assert.deepEqual(
    second,
    ['monitoring', 'services', 'gateway', 'interfaces'].map((layer) => `fondaco-staging-${layer}`),
  );
  const { command } = runSetUp(staging, {
    ClusterName: 'cluster',
    SubnetIds: 'subnet-1,subnet-2',
    Definitionsetup: 'arn:task',
    Groupsetup: 'sg-1',
  });
  assert.ok(
    command.includes(
      'awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}',
    ),
  );
});

test('secrets from outside are looked for under the environment’s own names', () => {
  assert.ok(entered.includes('slack-webhook'));
  assert.ok(describeSecret(staging, 'slack-webhook').command.includes('fondaco/staging/slack-webhook'));
});

test('hashed files are there before the pages that name them, and kept for ever', () => {
  const [files, pages] = uploadInterface('storefront', '/build', 'bucket').map(({ command }) =>
    command.join(' '),
  );
  assert.match(files ?? '', /--include assets\/\*.*immutable/);
  assert.match(pages ?? '', /--exclude assets\/\*.*no-cache/);
});
