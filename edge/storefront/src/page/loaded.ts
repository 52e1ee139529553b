import { useCallback, useEffect, useState } from 'react';

export type Loaded<Value> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: Value }
  | { readonly status: 'failed'; readonly failure: unknown };

/**
 * What `load` answers, loaded anew whenever `load` is another function (keep it with useCallback). Until the
 * next answer is there the last one stays, so that a page doesn't flicker.
 */
export const useLoaded = <Value>(load: (signal: AbortSignal) => Promise<Value>) => {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ status: 'loading' });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is a request to load again
  useEffect(() => {
    const left = new AbortController();
    load(left.signal).then(
      (value) => !left.signal.aborted && setLoaded({ status: 'ready', value }),
      (failure: unknown) => !left.signal.aborted && setLoaded({ status: 'failed', failure }),
    );
    return () => left.abort();
  }, [load, round]);

  const retry = useCallback(() => {
    setLoaded({ status: 'loading' });
    setRound((last) => last + 1);
  }, []);
  return { loaded, setLoaded, retry };
};
