import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleType,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { measureBreaker } from './breaker-measurements.ts';
import type { Log } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { UpstreamUnavailable } from './upstream-errors.ts';

/**
 * Runs an attempt under the deadline and the breaker, more than once only when it is idempotent. The breaker
 * opens for an upstream that cannot be reached: one that says that it lacks something itself, as another
 * service, has not failed for what does without that.
 */
export type CallPolicy = <T>(idempotent: boolean, attempt: (signal: AbortSignal) => Promise<T>) => Promise<T>;

const RETRIES = 2;
const FAILURES_TO_OPEN = 8;
const OPEN_MS = 1_000;

export const createCallPolicy = (options: {
  readonly upstream: string;
  readonly deadlineMs: number;
  readonly metrics: Metrics;
  readonly log: Log;
}): CallPolicy => {
  const { upstream } = options;
  const unavailable = handleType(UpstreamUnavailable);
  const deadline = timeout(options.deadlineMs, TimeoutStrategy.Aggressive);
  const missing = handleWhen((error) => error instanceof UpstreamUnavailable && !error.reached);
  const breaker = circuitBreaker(missing.orType(TaskCancelledError), {
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    halfOpenAfter: OPEN_MS,
  });
  measureBreaker(options.metrics, upstream, breaker);
  breaker.onBreak(() => options.log.warn({ upstream }, 'breaker open'));
  breaker.onReset(() => options.log.info({ upstream }, 'breaker closed'));
  const again = retry(unavailable, {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
  });
  const once = wrap(breaker, deadline);
  const repeatedly = wrap(deadline, again, breaker);

  return async (idempotent, attempt) => {
    try {
      return await (idempotent ? repeatedly : once).execute(({ signal }) => attempt(signal));
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new UpstreamUnavailable(upstream, 'breaker open', { cause: error });
      }
      if (error instanceof TaskCancelledError) {
        throw new UpstreamUnavailable(upstream, `no answer within ${options.deadlineMs} ms`, {
          cause: error,
        });
      }
      throw error;
    }
  };
};
