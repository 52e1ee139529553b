import type { CataloguePage } from '@fondaco/contracts/http/storefront-bff';
import { useEffect, useRef, useState } from 'react';
import { useNavigationType } from 'react-router';
import { useShop } from '../shop.tsx';
import { withPage } from './catalogue-shelf.ts';

export type Unrolled<Page extends CataloguePage> = {
  /** What was last shown; until the answer to a new key is there, that of the one before. */
  readonly shelf: Page | null;
  /** Whether `shelf` answers the key of now. */
  readonly current: boolean;
  readonly failure: unknown;
  readonly loading: boolean;
  /** Where the last page that was added begins; -1 while it is the first. */
  readonly firstNew: number;
  readonly more: () => void;
};

type Ask<Page> = (cursor: string | null, signal: AbortSignal) => Promise<Page>;

/** A shelf, page by page. Another `key` is another shelf; who goes back finds it as it was left. */
export const useUnrolledShelf = <Page extends CataloguePage>(key: string, ask: Ask<Page>): Unrolled<Page> => {
  const { shelves } = useShop();
  const back = useNavigationType() === 'POP';
  const find = () => {
    const shelf = back ? shelves.find<Page>(key, Date.now()) : null;
    return shelf === null ? null : { key, shelf };
  };
  const [shown, setShown] = useState<{ readonly key: string; readonly shelf: Page } | null>(find);
  const [failure, setFailure] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);
  const [firstNew, setFirstNew] = useState(-1);
  const left = useRef(new AbortController());

  const load = async (onto: Page | null) => {
    setLoading(true);
    setFailure(null);
    const { signal } = left.current;
    try {
      const page = await ask(onto?.nextCursor ?? null, signal);
      if (signal.aborted) return;
      const shelf = onto === null ? page : withPage(onto, page);
      shelves.keep(key, shelf, Date.now());
      setShown({ key, shelf });
      setFirstNew(onto === null ? -1 : onto.items.length);
    } catch (reason) {
      if (!signal.aborted) setFailure(reason);
    } finally {
      if (!signal.aborted) setLoading(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a shelf is loaded once, when its key is asked for
  useEffect(() => {
    left.current = new AbortController();
    const found = find();
    if (found === null) void load(null);
    else {
      setShown(found);
      setFailure(null);
      setLoading(false);
      setFirstNew(-1);
    }
    return () => left.current.abort();
  }, [key]);

  const current = shown?.key === key;
  return {
    shelf: shown?.shelf ?? null,
    current,
    failure,
    loading,
    firstNew,
    more: () => void load(current ? shown.shelf : null),
  };
};
