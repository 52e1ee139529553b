import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';

/** What a command that works on a running instance needs to know of it. */
export type OperatorContext = {
  readonly addresses: Pick<Addresses, 'gateway' | 'services'>;
  readonly paths: Pick<InstancePaths, 'state' | 'secrets'>;
  /** PEM file of the instance's own certificate authority. */
  readonly certificateAuthority: string;
  /** The operator's private JWK where it is in no file among the secrets. */
  readonly serviceKey?: string;
};

/** What the operator's tokens are signed with. */
export const operatorKey = async ({ paths, serviceKey }: OperatorContext): Promise<string> =>
  serviceKey ?? (await readFile(join(paths.secrets, 'operator.service-key.json'), 'utf8'));

/** Called when a command runs, after its options are known. Throws a Failure when no instance is running. */
export type FindInstance = () => OperatorContext | Promise<OperatorContext>;
