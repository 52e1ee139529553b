export { type Access, userOf } from './access.ts';
export type { Caller } from './caller.ts';
export {
  calleeUrl,
  callerSettings,
  callersSetting,
  consumerGroupSettings,
  identitySettings,
  kafkaSettings,
  postgresSettings,
  serviceSettings,
} from './common-settings.ts';
export {
  createCounter,
  createGauge,
  createHistogram,
  createTracedHistogram,
  type MetricDefinition,
  type ObserveSeconds,
} from './create-metric.ts';
export { createHttp, type HttpOptions, type HttpServer, type Routes } from './http.ts';
export { createHttpCall, type HttpCall, type HttpCallOptions } from './http-call.ts';
export { createHttpStream, type HttpStream, type HttpStreamOptions } from './http-stream.ts';
export { createIdentity, type Identity, type IdentityOptions } from './identity.ts';
export type { FetchKeys } from './key-set.ts';
export { createLogger, type Log, type LogLevel } from './logger.ts';
export { createMetrics, DURATION_BUCKETS, type Metrics } from './metrics.ts';
export { newId } from './new-id.ts';
export { Problem } from './problem.ts';
export { redact } from './redaction.ts';
export { repeating } from './repeating.ts';
export type { TraceOf } from './request-observation.ts';
export {
  type Background,
  runService,
  type Service,
  type ServiceContext,
  type Worker,
} from './run-service.ts';
export { createServiceTokenSigner, type ServiceTokenSigner } from './service-token.ts';
export { CommaList, type Environment, readSettings, SettingsError } from './settings.ts';
export { sourceStack } from './source-stack.ts';
export { Unavailable } from './unavailable.ts';
export { UpstreamProblem, type UpstreamProblemDocument, UpstreamUnavailable } from './upstream-errors.ts';
