import { AsyncLocalStorage } from 'node:async_hooks';
import { formatTraceparent, type TraceContext } from './trace-context.ts';

/**
 * What everything that happens for one request or message has in common. It goes along with every `await`, so that
 * neither a log line nor a statement has to be told; what collects work of several requests gives each its own back.
 */
export type Scope = {
  readonly trace: TraceContext;
  /** What it is about, such as `orderId`: in its log lines and on its span. No personal data. */
  readonly about: Record<string, string>;
};

const storage = new AsyncLocalStorage<Scope | undefined>();

export const currentScope = (): Scope | undefined => storage.getStore();

/** Runs `work` inside the scope; `undefined` for what belongs to nobody, or to several at once. */
export const inScope = <T>(scope: Scope | undefined, work: () => T): T =>
  // To enter one anew copies what Node.js keeps for each of them.
  storage.getStore() === scope ? work() : storage.run(scope, work);

/** The function as it would run here, wherever it is called. */
export const bound = <Arguments extends unknown[], T>(
  run: (...given: Arguments) => T,
): ((...given: Arguments) => T) => {
  const scope = storage.getStore();
  return scope === undefined ? run : (...given) => storage.run(scope, () => run(...given));
};

/** Says what the current request or message is about: `{ orderId }`. Nothing outside of one. */
export const annotate = (about: Readonly<Record<string, string>>): void => {
  const scope = storage.getStore();
  if (scope !== undefined) Object.assign(scope.about, about);
};

/** The same as attributes of a span. */
export const aboutAttributes = ({ about }: Scope): Record<string, string> =>
  Object.fromEntries(Object.entries(about).map(([name, value]) => [`fondaco.${name}`, value]));

/** What a log line says of where it was written. */
export const logFields = (): object => {
  const scope = storage.getStore();
  return scope === undefined ? {} : { traceId: scope.trace.traceId, ...scope.about };
};

/** For a header or a row that takes the current trace along; null outside of one. */
export const currentTraceparent = (): string | null => {
  const scope = storage.getStore();
  return scope === undefined ? null : formatTraceparent(scope.trace);
};
