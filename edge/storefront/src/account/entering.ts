import { nextPath } from '@fondaco/chassis/browser';
import type { Visitor } from '@fondaco/contracts/http/storefront-bff';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useShop } from '../shop.tsx';

/** Runs what makes a visitor known, then goes on to where they came from. */
export const useEntering = () => {
  const { welcome } = useShop();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const enter = async (work: () => Promise<Visitor>) => {
    setBusy(true);
    setFailure(null);
    try {
      welcome(await work());
      await navigate(nextPath(search), { replace: true });
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  };
  return { enter: (work: () => Promise<Visitor>) => void enter(work), busy, failure, next: nextPath(search) };
};
