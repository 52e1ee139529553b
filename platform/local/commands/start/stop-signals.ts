const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm and the terminal both pass Ctrl-C on: what comes again at once is the same one. */
const sameRequestMs = 1_000;

/** What a signal asks for, when the end was first asked for at `requestedAt`. In milliseconds. */
export const meaningOf = (requestedAt: number | undefined, now: number): 'stop' | 'same' | 'stop-hard' => {
  if (requestedAt === undefined) return 'stop';
  return now - requestedAt < sameRequestMs ? 'same' : 'stop-hard';
};

/**
 * Waits for Ctrl-C and its kin. The first asks for an orderly end, one that comes later for an end at once, and so
 * does an error that nobody expected: processes that nobody supervises must not go on.
 */
export const onStopSignals = (act: { readonly hard: () => void }) => {
  let requestedAt: number | undefined;
  let resolve: () => void = () => {};
  const whenRequested = new Promise<void>((done) => {
    resolve = done;
  });
  const request = () => {
    requestedAt ??= performance.now();
    resolve();
  };
  const onSignal = () => {
    const meaning = meaningOf(requestedAt, performance.now());
    if (meaning === 'stop') request();
    if (meaning !== 'stop-hard') return;
    act.hard();
    process.exit(1);
  };
  const onError = (error: unknown) => {
    console.error(error);
    act.hard();
    process.exit(1);
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onError);
  return {
    request,
    requested: () => requestedAt !== undefined,
    whenRequested,
    done: () => {
      for (const signal of signals) process.off(signal, onSignal);
      process.off('uncaughtException', onError);
    },
  };
};
