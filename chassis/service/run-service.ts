import { startTracing, type TracingSettings } from '../tracing/index.ts';
import { createCounter } from './create-metric.ts';
import type { HttpServer } from './http.ts';
import { createLogger, type Log, type LogLevel } from './logger.ts';
import { type Check, type Management, startManagement } from './management.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type Environment, SettingsError } from './settings.ts';

/** Something that works beside the requests: a relay, a consumer, a clean-up. */
export type Background = {
  readonly name: string;
  /** Must not wait for what may be away: an unreachable broker is no reason to answer no requests. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** What `create` composes. */
export type Service = {
  readonly http: HttpServer;
  readonly background: readonly Background[];
  /** What must answer for the service to be of use. What it can do without does not belong here. */
  readonly checks: Readonly<Record<string, Check>>;
  close(): Promise<void>;
};

/** What answers nobody but at the management port. */
export type Worker = Omit<Service, 'http'> & { readonly http: null };

export type ServiceContext<Config> = {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
};

type ProcessConfig = TracingSettings & {
  readonly INSTANCE: string;
  readonly HTTP_HOST: string;
  /** Without meaning for what answers no requests. */
  readonly HTTP_PORT?: number;
  readonly MANAGEMENT_PORT: number;
  readonly LOG_LEVEL: LogLevel;
};

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h: starting again will not help. */
const EXIT_CONFIG = 78;
const DRAIN_DEADLINE_MS = 20_000;
/** Requests that take longer than this to end, such as event streams, are cut off. */
const REQUESTS_DEADLINE_MS = 8_000;

/**
 * The life of a process: settings, management port, `create`, HTTP, background work; SIGTERM or SIGINT
 * drains and exits 0. Exits 78 on wrong settings, 1 on anything unforeseen.
 */
export const runService = async <Config extends ProcessConfig>(options: {
  readonly name: string;
  readonly readConfig: (env: Environment) => Config;
  readonly create: (context: ServiceContext<Config>) => Promise<Service | Worker>;
}): Promise<void> => {
  const config = readConfigOrExit(options.name, options.readConfig);
  const log = createLogger({ service: options.name, instance: config.INSTANCE, level: config.LOG_LEVEL });
  const fail = (error: unknown, what: string): never => {
    // pino writes what is fatal, and all that waits before it, at once.
    log.fatal({ err: error }, what);
    process.exit(EXIT_FAILURE);
  };
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));

  const stopRequested = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  try {
    const metrics = createMetrics();
    const management = await startManagement({
      host: config.HTTP_HOST,
      port: config.MANAGEMENT_PORT,
      metrics,
    });
    const stopTracing = await traceProcess(options.name, config, metrics);
    const service = await options.create({ config, log, metrics });
    await service.http?.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT ?? 0 });
    management.ready(service.checks);
    for (const work of service.background) await work.start();
    log.info({ port: config.HTTP_PORT, managementPort: management.port }, 'ready');

    const signal = await stopRequested;
    log.info({ signal }, 'draining');
    setTimeout(() => fail(new Error('draining took too long'), 'stopped hard'), DRAIN_DEADLINE_MS).unref();
    await drain(service, management);
    await stopTracing();
    log.info('stopped');
    log.flush(() => process.exit(0));
  } catch (error) {
    fail(error, 'cannot run');
  }
};

const readConfigOrExit = <Config>(name: string, readConfig: (env: Environment) => Config): Config => {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${name}: wrong settings: ${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
};

const SPANS = {
  name: 'otel_sdk_exporter_span_exported_total',
  help: 'Spans of sampled traces, by what kept them from the collector: nothing, an export that failed, a full queue.',
  labels: { error_type: null },
} as const;

const traceProcess = (service: string, config: ProcessConfig, metrics: Metrics) => {
  const spans = createCounter(metrics, SPANS);
  const count = (error_type: string, number: number) => spans.inc({ error_type }, number);
  return startTracing(config, { service, instance: config.INSTANCE, count });
};

/** Out of the balancer first, then no new requests, then no new work, then the connections. */
const drain = async (service: Service | Worker, management: Management): Promise<void> => {
  management.draining();
  if (service.http !== null) await closeHttp(service.http);
  for (const work of [...service.background].reverse()) await work.stop();
  await service.close();
  await management.close();
};

const closeHttp = async (http: HttpServer): Promise<void> => {
  const cutOff = setTimeout(() => http.server.closeAllConnections(), REQUESTS_DEADLINE_MS);
  try {
    await http.close();
  } finally {
    clearTimeout(cutOff);
  }
};
