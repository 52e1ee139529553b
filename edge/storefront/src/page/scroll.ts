import { useLayoutEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';

const places = new Map<string, number>();

/** State of a navigation that changes what a page shows, and stays where it is: a filter must not jump away. */
export const STAY = { stay: true };

/**
 * A new page begins at its top, with the focus in its content; one that is gone back to, where it was left.
 * Answers the ref of the element that takes the focus.
 */
export const usePlaceOnPage = () => {
  const { key, pathname, state } = useLocation();
  const stays = (state as Partial<typeof STAY> | null)?.stay === true;
  const type = useNavigationType();
  const content = useRef<HTMLElement>(null);
  const shown = useRef(pathname);

  // A layout effect, so that the old page's listener is gone before the new page scrolls to its top.
  useLayoutEffect(() => {
    history.scrollRestoration = 'manual';
    const remember = () => void places.set(key, window.scrollY);
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [key]);

  useLayoutEffect(() => {
    if (type === 'POP') {
      window.scrollTo(0, places.get(key) ?? 0);
      return;
    }
    if (!stays) window.scrollTo(0, 0);
    if (shown.current !== pathname) content.current?.focus({ preventScroll: true });
    shown.current = pathname;
  }, [key, pathname, type, stays]);

  return content;
};
