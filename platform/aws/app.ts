import { App, Tags } from 'aws-cdk-lib';
import { topology } from '../../topology.ts';
import type { Topology } from '../topology-types.ts';
import { DataStack } from './data-stack.ts';
import { type CloudEnvironment, environments } from './environments.ts';
import { GatewayStack } from './gateway-stack.ts';
import { InterfacesStack } from './interfaces-stack.ts';
import { JobsStack } from './jobs-stack.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { RuntimeStack } from './runtime-stack.ts';
import { SecretsStack } from './secrets-stack.ts';
import { ServicesStack } from './services-stack.ts';

/** The whole system in one environment: a stack for each layer, in the order in which they are made. */
export const createApp = (
  of: Topology,
  environment: CloudEnvironment,
  options: { readonly outdir?: string; readonly context?: Readonly<Record<string, unknown>> } = {},
) => {
  const app = new App({
    ...(options.outdir !== undefined && { outdir: options.outdir }),
    context: {
      // Names of what was made do not carry this machine's.
      'aws:cdk:enable-asset-metadata': false,
      '@aws-cdk/core:strictCfnValidateErrors': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
      ...options.context,
    },
  });
  const name = (layer: string) => `fondaco-${environment.name}-${layer}`;
  const network = new NetworkStack(app, name('network'), of, environment);
  const secrets = new SecretsStack(app, name('secrets'), of, environment);
  const data = new DataStack(app, name('data'), of, environment, network, secrets);
  const runtime = new RuntimeStack(app, name('runtime'), environment, network);
  const foundation = { topology: of, runtime, data, secrets };
  const jobs = new JobsStack(app, name('jobs'), foundation);
  const monitoring = new MonitoringStack(app, name('monitoring'), foundation);
  const services = new ServicesStack(app, name('services'), foundation);
  const gateway = new GatewayStack(app, name('gateway'), of, runtime);
  const interfaces = new InterfacesStack(app, name('interfaces'), of, environment);
  // A task's proxy learns the names that there are when the task starts: the collector's and Prometheus', then the
  // services'.
  services.addStackDependency(monitoring);
  gateway.addStackDependency(services);
  gateway.addStackDependency(secrets);
  interfaces.addStackDependency(gateway);
  Tags.of(app).add('system', 'fondaco');
  Tags.of(app).add('environment', environment.name);
  return { app, network, secrets, data, runtime, jobs, services, monitoring, gateway, interfaces };
};

/** As `cdk` runs it. */
if (import.meta.main) {
  const wanted = process.env.FONDACO_ENVIRONMENT ?? '';
  const environment = environments[wanted];
  if (environment === undefined)
    throw new Error(
      `There is no environment ${JSON.stringify(wanted)}: choose from ${Object.keys(environments).join(', ')}.`,
    );
  const { app } = createApp(topology, environment);
  app.synth();
}
