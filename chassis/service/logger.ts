import { type Logger, pino } from 'pino';
import { logFields } from '../tracing/index.ts';
import { redact, redactText } from './redaction.ts';

export type Log = Logger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** JSON lines on `destination` (standard output by default). What must not be logged is masked, at any depth. */
export const createLogger = (options: {
  readonly service: string;
  readonly instance: string;
  readonly level: LogLevel;
  readonly destination?: { write(line: string): void };
}): Log => {
  const log = pino(
    {
      level: options.level,
      base: { service: options.service, instance: options.instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      mixin: logFields,
      formatters: {
        level: (label) => ({ level: label }),
        log: (record) => redact(record) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...others] = args as unknown[];
          // pino would take the message of a lone error as it stands.
          const full =
            first instanceof Error ? [{ err: first }, others[0] ?? first.message, ...others.slice(1)] : args;
          method.apply(
            this,
            full.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as typeof args,
          );
        },
      },
      // By then errors are plain records.
      serializers: { err: (error: unknown) => error },
    },
    // At a length of 0, which writes each line at once as 1 does, `flush` calls back while lines are still being written:
    // a process that then exits has its last ones in the wrong order.
    options.destination ?? pino.destination({ sync: false, minLength: 1 }),
  );
  // pino serialises the bindings of a child once, when it is made, past the formatters above.
  const { child } = log;
  log.child = function redactedChild(this: Logger, bindings: object, childOptions?: object) {
    return child.call(this, redact(bindings) as Record<string, unknown>, childOptions as never);
  } as Logger['child'];
  return log;
};
