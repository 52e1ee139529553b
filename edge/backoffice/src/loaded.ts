import { useCallback, useEffect, useState } from 'react';

export type Loaded<Value> = { readonly value: Value | null; readonly failure: unknown };

/** What `load` answers, once. Another `load` (keep it with useCallback) starts anew; `again` asks once more. */
export const useLoaded = <Value>(load: (signal: AbortSignal) => Promise<Value>) => {
  const [loaded, setLoaded] = useState<Loaded<Value> & { readonly of: unknown }>({
    of: load,
    value: null,
    failure: null,
  });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is a request to load again
  useEffect(() => {
    const left = new AbortController();
    load(left.signal).then(
      (value) => !left.signal.aborted && setLoaded({ of: load, value, failure: null }),
      (failure: unknown) => !left.signal.aborted && setLoaded({ of: load, value: null, failure }),
    );
    return () => left.abort();
  }, [load, round]);

  const again = useCallback(() => setRound((last) => last + 1), []);
  const { value, failure } = loaded.of === load ? loaded : { value: null, failure: null };
  return { value, failure, again };
};
