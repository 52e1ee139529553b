import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Topology } from '../topology-types.ts';
import type { DataStack } from './data-stack.ts';
import type { RuntimeStack } from './runtime-stack.ts';
import type { SecretsStack } from './secrets-stack.ts';

/** What tasks stand on. */
export type Foundation = {
  readonly topology: Topology;
  readonly runtime: RuntimeStack;
  readonly data: DataStack;
  readonly secrets: SecretsStack;
};

/** A layer of tasks: what runs, of the topology, on what the layers below have made. */
export abstract class TaskStack extends Stack {
  protected readonly topology: Topology;
  protected readonly runtime: RuntimeStack;
  protected readonly data: DataStack;
  protected readonly secrets: SecretsStack;

  constructor(scope: Construct, id: string, { topology, runtime, data, secrets }: Foundation) {
    super(scope, id, { env: runtime.cloud });
    this.topology = topology;
    this.runtime = runtime;
    this.data = data;
    this.secrets = secrets;
  }
}
