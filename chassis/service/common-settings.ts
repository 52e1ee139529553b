import { Type } from 'typebox';
import { CommaList } from './settings.ts';

const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Url = Type.String({ pattern: '^https?://[^/]+$' });

/** Of every process. */
export const serviceSettings = {
  /** `orders-1` */
  INSTANCE: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  HTTP_HOST: Type.String({ default: '127.0.0.1' }),
  HTTP_PORT: Port,
  MANAGEMENT_PORT: Port,
  LOG_LEVEL: Type.Union(
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const).map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  /** Where spans of traces are sent to: scheme, host and port of an OpenTelemetry collector (OTLP over HTTP). */
  OTLP_ENDPOINT: Type.Optional(Url),
  /** Share of the traces that are recorded when there is a collector. */
  TRACE_SAMPLE_RATIO: Type.Number({ minimum: 0, maximum: 1, default: 0.1 }),
};

const PublicKey = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ minLength: 1 }),
});

/** The public keys of those who may call with a service token, by name. */
export const callersSetting = {
  CALLERS: Type.Record(Type.String(), PublicKey, { default: {} }),
};

/** Of what verifies tokens. */
export const identitySettings = { ...callersSetting, USERS_URL: Url };

/** Of what calls other services; add one `<CALLEE>_URL: calleeUrl` for each. */
export const callerSettings = {
  SERVICE_KEY: Type.Object({
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String({ minLength: 1 }),
    d: Type.String({ minLength: 1 }),
  }),
};

/** Where a callee is reached: scheme, host and port. */
export const calleeUrl = Url;

export const postgresSettings = {
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  DATABASE_POOL_SIZE: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
};

const ConsumerGroup = Type.Object({
  topics: Type.Array(Type.String(), { minItems: 1 }),
  start: Type.Union([Type.Literal('earliest'), Type.Literal('latest')]),
});

/** Of a service that consumes: it does not start without a setting for each of its groups. */
export const consumerGroupSettings = <const Name extends string>(...names: Name[]) => ({
  CONSUMER_GROUPS: Type.Object(
    Object.fromEntries(names.map((name) => [name, ConsumerGroup])) as Record<Name, typeof ConsumerGroup>,
  ),
});

export const kafkaSettings = {
  KAFKA_BROKERS: CommaList(Type.String({ pattern: '^[^:,\\s]+:\\d+$' })),
  KAFKA_USERNAME: Type.Optional(Type.String({ minLength: 1 })),
  KAFKA_PASSWORD: Type.Optional(Type.String({ minLength: 1 })),
  /** Whether the brokers speak TLS, with a certificate that the system's authorities vouch for. */
  KAFKA_TLS: Type.Boolean({ default: false }),
  KAFKA_NAMESPACE: Type.String({ default: '' }),
};
