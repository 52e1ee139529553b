import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Topology } from '../../topology-types.ts';
import { Failure } from '../instance/failure.ts';
import { lagExporter } from '../kafka/wanted.ts';
import { keptPrivateFile, privateFolder } from './private-file.ts';

/** A secret and the file that holds it (0600); hand the path to a process, not the value. */
export type Secret = { readonly path: string; readonly value: string };

export type PublicJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/** The file has the private JWK, with which its holder signs service tokens. */
export type ServiceKey = { readonly path: string; readonly publicKey: PublicJwk };

export type Secrets = {
  readonly directory: string;
  /** By service. */
  readonly databases: Readonly<Record<string, DatabaseSecrets>>;
  readonly kafka: KafkaSecrets;
  /** By service, BFF, and `operator`. */
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
  /** 32 bytes, base64: what users encrypts its signing keys with. */
  readonly signingKeySecret: Secret;
  /** By BFF. 32 bytes, base64. */
  readonly sessionSecrets: Readonly<Record<string, Secret>>;
  /** What Payments shows to the payment sandbox, and what the sandbox signs its webhooks with. */
  readonly paymentSandbox: { readonly secretKey: Secret; readonly webhookSecret: Secret };
  /** The password of Grafana's `admin`, and what it encrypts its own secrets with. */
  readonly grafana: { readonly adminPassword: Secret; readonly secretKey: Secret };
  /** What the commands show to the running instance. */
  readonly controlToken: Secret;
};

export type DatabaseSecrets = {
  readonly superuser: Secret;
  readonly owner: Secret;
  readonly service: Secret;
  /** Of the role that reads statistics. */
  readonly monitor: Secret;
};

export type KafkaSecrets = {
  readonly admin: Secret;
  readonly broker: Secret;
  readonly controller: Secret;
  /** By user: the services, and the lag exporter. */
  readonly services: Readonly<Record<string, Secret>>;
};

/** Every secret of an instance: made at the first start, read back at every later one. */
export const prepareSecrets = async (options: {
  readonly directory: string;
  readonly topology: Topology;
}): Promise<Secrets> => {
  const { directory, topology } = options;
  await privateFolder(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error;
    throw new Failure(`${directory} belongs to another user: start as that user, or on another --port.`);
  });
  const kept = async (name: string, make: () => string): Promise<Secret> => {
    const path = join(directory, name);
    return { path, value: (await keptPrivateFile(path, make)).trim() };
  };

  const services = Object.keys(topology.services);
  const withDatabase = services.filter((name) => topology.services[name]?.database);
  const frontends = Object.keys(topology.edge);
  return {
    directory,
    databases: await byName(withDatabase, async (name) => ({
      superuser: await kept(`${name}.postgres-superuser`, password),
      owner: await kept(`${name}.postgres-owner`, password),
      service: await kept(`${name}.postgres-service`, password),
      monitor: await kept(`${name}.postgres-monitor`, password),
    })),
    kafka: {
      admin: await kept('kafka-admin', password),
      broker: await kept('kafka-broker', password),
      controller: await kept('kafka-controller', password),
      services: await byName([...services, lagExporter], (name) => kept(`${name}.kafka`, password)),
    },
    serviceKeys: await byName([...services, ...frontends, 'operator'], async (name) => {
      const { path, value } = await kept(`${name}.service-key.json`, signingKey);
      return { path, publicKey: publicPart(value) };
    }),
    signingKeySecret: await kept('users.signing-key-secret', encryptionKey),
    sessionSecrets: await byName(frontends, (name) => kept(`${name}.session-secret`, encryptionKey)),
    paymentSandbox: {
      secretKey: await kept('sandbox.secret-key', password),
      webhookSecret: await kept('sandbox.webhook-secret', password),
    },
    grafana: {
      adminPassword: await kept('grafana.admin-password', password),
      secretKey: await kept('grafana.secret-key', password),
    },
    controlToken: await kept('control-token', password),
  };
};

/** Letters, digits, `-` and `_` only: it needs no quoting in URLs, properties files and JAAS lines. */
const password = (): string => randomBytes(24).toString('base64url');

const encryptionKey = (): string => randomBytes(32).toString('base64');

const signingKey = (): string =>
  JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));

const publicPart = (privateJwk: string): PublicJwk => {
  const key = createPrivateKey({ key: JSON.parse(privateJwk), format: 'jwk' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('A service key is not an Ed25519 key.');
  return { kty: 'OKP', crv: 'Ed25519', x };
};

const byName = async <T>(
  names: readonly string[],
  make: (name: string) => Promise<T>,
): Promise<Readonly<Record<string, T>>> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await make(name)] as const)));
