import { lagExporter } from '../local/kafka/wanted.ts';
import type { PublicJwk, Secrets } from '../local/secrets/secrets.ts';
import type { Topology } from '../topology-types.ts';

export const SECRETS = '/run/secrets';

/**
 * The files that `prepareSecrets` makes, as containers see them: paths and no values. A test compares the names with those
 * that it really makes.
 */
export const mountedSecrets = (topology: Topology): Secrets => {
  const services = Object.keys(topology.services);
  const frontends = Object.keys(topology.edge);
  const file = (name: string) => ({ path: `${SECRETS}/${name}`, value: '' });
  const each = <T>(names: readonly string[], make: (name: string) => T): Record<string, T> =>
    Object.fromEntries(names.map((name) => [name, make(name)]));
  return {
    directory: SECRETS,
    databases: each(
      services.filter((name) => topology.services[name]?.database),
      (name) => ({
        superuser: file(`${name}.postgres-superuser`),
        owner: file(`${name}.postgres-owner`),
        service: file(`${name}.postgres-service`),
        monitor: file(`${name}.postgres-monitor`),
      }),
    ),
    kafka: {
      admin: file('kafka-admin'),
      broker: file('kafka-broker'),
      controller: file('kafka-controller'),
      services: each([...services, lagExporter], (name) => file(`${name}.kafka`)),
    },
    serviceKeys: each([...services, ...frontends, 'operator'], (name) => ({
      path: `${SECRETS}/${name}.service-key.json`,
      publicKey: unknownKey,
    })),
    signingKeySecret: file('users.signing-key-secret'),
    sessionSecrets: each(frontends, (name) => file(`${name}.session-secret`)),
    paymentSandbox: {
      secretKey: file('sandbox.secret-key'),
      webhookSecret: file('sandbox.webhook-secret'),
    },
    grafana: {
      adminPassword: file('grafana.admin-password'),
      secretKey: file('grafana.secret-key'),
    },
    controlToken: file('control-token'),
  };
};

/** Public keys are made with the private ones: services read them from a file. */
const unknownKey: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: '' };
