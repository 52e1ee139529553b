import { useEffect, useState } from 'react';

/** What came last, and what went wrong since. Both are null until something has come. */
export type Polled<Value> = {
  readonly value: Value | null;
  /** When `value` came, in ms since 1970. */
  readonly at: number | null;
  readonly failure: unknown;
};

const NOTHING: Polled<never> = { value: null, at: null, failure: null };

/**
 * What `load` answers, asked again `everyMs` after each answer, not at all while nobody looks. The last value stays
 * while there is no newer one. Another `load` (keep it with useCallback) starts anew.
 */
export const usePolled = <Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  everyMs: number,
  paused = false,
): Polled<Value> => {
  const [polled, setPolled] = useState<{ readonly of: unknown; readonly now: Polled<Value> }>({
    of: load,
    now: NOTHING,
  });

  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      if (!left.signal.aborted && !paused) timer = setTimeout(ask, everyMs);
    };
    const ask = () => {
      if (document.hidden) return later();
      load(left.signal).then(
        (value) => {
          if (left.signal.aborted) return;
          setPolled({ of: load, now: { value, at: Date.now(), failure: null } });
          later();
        },
        (failure: unknown) => {
          if (left.signal.aborted) return;
          setPolled((last) => ({ of: load, now: { ...(last.of === load ? last.now : NOTHING), failure } }));
          later();
        },
      );
    };
    ask();
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [load, everyMs, paused]);

  return polled.of === load ? polled.now : NOTHING;
};
