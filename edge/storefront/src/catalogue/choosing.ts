import { startTransition, useOptimistic } from 'react';
import { useNavigate } from 'react-router';
import { STAY } from '../page/scroll.ts';
import { addressOf, type Choice } from './choice.ts';

/**
 * The choice as the fields show it, and the way to another. The address is a transition behind: without this a box that
 * was just ticked would be empty again until the page of the new address is drawn.
 */
export const useChoosing = (choice: Choice) => {
  const navigate = useNavigate();
  const [shown, show] = useOptimistic(choice);
  const choose = (next: Choice) =>
    startTransition(() => {
      show(next);
      void navigate(addressOf(next), { state: STAY });
    });
  return { shown, choose };
};
