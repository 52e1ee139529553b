import { useEffect, useState } from 'react';
import { useShop } from '../shop.tsx';
import { type SuggestedGroup, suggestedGroups } from './suggested.ts';

/** Who types fast isn't asked about every letter. */
const PAUSE_MS = 150;
const LONGEST = 100;
const NONE: readonly SuggestedGroup[] = [];

/** What somebody may mean who has typed so far. Nothing while there is no answer: one can search all the same. */
export const useSuggestions = (typed: string, wanted: boolean): readonly SuggestedGroup[] => {
  const { bff } = useShop();
  const [answer, setAnswer] = useState(NONE);
  const q = typed.trim();
  const asking = wanted && q !== '' && q.length <= LONGEST;

  useEffect(() => {
    if (!asking) {
      setAnswer(NONE);
      return;
    }
    const left = new AbortController();
    const timer = setTimeout(() => {
      bff.suggestions(q, left.signal).then(
        (suggestions) => !left.signal.aborted && setAnswer(suggestedGroups(suggestions)),
        () => !left.signal.aborted && setAnswer(NONE),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [bff, q, asking]);

  return asking ? answer : NONE;
};
