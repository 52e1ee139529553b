import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calleeUrl, type Environment, readSettings } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import type { Address } from '../../addresses.ts';
import type { OperatorContext } from '../../local/commands/operator-context.ts';
import type { Topology } from '../../topology-types.ts';

/**
 * What the command line works on: `<SERVICE>_URL` of each service that is open to operators, and SERVICE_KEY, with which
 * its tokens are signed. Throws SettingsError.
 */
export const operatorContext = (topology: Topology, env: Environment): OperatorContext => {
  const services = Object.keys(topology.services).filter((name) => topology.services[name]?.operator);
  const { SERVICE_KEY, ...urls } = readSettings(
    Type.Object({
      SERVICE_KEY: Type.String({ pattern: '^\\{' }),
      ...Object.fromEntries(services.map((name) => [urlSetting(name), calleeUrl])),
    }),
    env,
  ) as { SERVICE_KEY: string } & Record<string, string>;
  // The one thing that is kept for a while is how far an import got.
  const state = join(tmpdir(), 'fondaco');
  return {
    addresses: {
      services: Object.fromEntries(services.map((name) => [name, addressOf(urls[urlSetting(name)] ?? '')])),
      gateway: { https: nowhere, http: nowhere, status: nowhere },
    },
    paths: { state, secrets: state },
    certificateAuthority: '',
    serviceKey: SERVICE_KEY,
  };
};

/** No command that is offered here goes through the gateway. */
const nowhere: Address = { host: 'gateway', port: 0 };

const urlSetting = (service: string): string => `${service.toUpperCase().replaceAll('-', '_')}_URL`;

const addressOf = (url: string): Address => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 80) };
};
