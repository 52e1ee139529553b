import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { topology } from '../../topology.ts';
import { instancePaths } from '../local/instance/paths.ts';
import { buildInterface } from '../local/run-plan/interface-build.ts';
import {
  deployLayers,
  describeSecret,
  describeTask,
  entered,
  forgetPages,
  type JobOutputs,
  readOutputs,
  runSetUp,
  type Step,
  stackName,
  uploadInterface,
} from './deployment.ts';
import { type CloudEnvironment, environments } from './environments.ts';

const root = join(import.meta.dirname, '../..');

const env = (environment: CloudEnvironment): NodeJS.ProcessEnv => ({
  ...process.env,
  FONDACO_ENVIRONMENT: environment.name,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
});

/** Shows what the command says, and rejects when it fails. */
const run = (environment: CloudEnvironment, { what, command }: Step): Promise<void> =>
  new Promise((resolve, reject) => {
    console.log(`\n── ${what}`);
    const [file = '', ...args] = command;
    const child = spawn(file, args, { cwd: root, env: env(environment), stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`could not ${what} (exit ${code})`)),
    );
  });

/** What the command answers, as JSON. */
const ask = async (environment: CloudEnvironment, { what, command }: Step) => {
  const [file = '', ...args] = command;
  const { stdout } = await promisify(execFile)(file, args, { cwd: root, env: env(environment) }).catch(
    (error) => {
      throw new Error(`could not ${what}: ${error.stderr || error.message}`);
    },
  );
  return JSON.parse(stdout);
};

const outputsOf = async (environment: CloudEnvironment, layer: string): Promise<Record<string, string>> => {
  const { Stacks } = await ask(environment, readOutputs(environment, layer));
  const outputs: { OutputKey: string; OutputValue: string }[] = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
};

const refuseMissingSecrets = async (environment: CloudEnvironment): Promise<void> => {
  const missing: string[] = [];
  for (const name of entered) {
    const { VersionIdsToStages } = await ask(environment, describeSecret(environment, name));
    if (!VersionIdsToStages) missing.push(`fondaco/${environment.name}/${name}`);
  }
  if (missing.length > 0)
    throw new Error(
      `Enter these secrets (aws secretsmanager put-secret-value), then deploy again: ${missing.join(', ')}`,
    );
};

/** Runs the task to its end; rejects when that is not a good one. Nothing has been changed for users until then. */
const setUp = async (environment: CloudEnvironment): Promise<void> => {
  const outputs = (await outputsOf(environment, 'jobs')) as JobOutputs;
  console.log(`\n── ${runSetUp(environment, outputs).what}`);
  const { tasks } = await ask(environment, runSetUp(environment, outputs));
  const task: string = tasks[0].taskArn;
  for (;;) {
    const [state] = (await ask(environment, describeTask(environment, outputs.ClusterName, task))).tasks;
    if (state.lastStatus === 'STOPPED') {
      const { exitCode } = state.containers[0];
      if (exitCode === 0) return;
      throw new Error(
        `the set-up ended with ${exitCode} (${state.stoppedReason}): see the log group of ${stackName(environment, 'jobs')}`,
      );
    }
    await pause(3_000);
  }
};

const upload = async (environment: CloudEnvironment): Promise<void> => {
  const { BucketName = '', DistributionId = '' } = await outputsOf(environment, 'interfaces');
  for (const name of Object.keys(topology.interfaces)) {
    const build = await buildInterface(instancePaths(root, 0), name);
    for (const step of uploadInterface(name, build, BucketName)) await run(environment, step);
  }
  await run(environment, forgetPages(DistributionId));
};

const { values } = parseArgs({ options: { env: { type: 'string' } } });
const environment = environments[values.env ?? ''];
if (environment === undefined) {
  console.error(`Usage: npm run deploy:aws -- --env ${Object.keys(environments).join('|')}`);
  process.exitCode = 2;
} else {
  try {
    await run(environment, deployLayers(environment, 'before'));
    await refuseMissingSecrets(environment);
    await setUp(environment);
    await run(environment, deployLayers(environment, 'after'));
    await upload(environment);
    console.log(`\nhttps://${environment.domain}/`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
