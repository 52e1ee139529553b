import { BffProblem } from '@fondaco/chassis/browser';
import { useEffect, useRef } from 'react';
import { useShop } from '../shop.tsx';
import { explain } from './explain.ts';
import { LogInFirst } from './log-in-first.tsx';

export const isLoggedOut = (failure: unknown) => failure instanceof BffProblem && failure.status === 401;

type Props = { readonly failure: unknown; readonly retry?: (() => void) | undefined };

/** What stands where the page's content would, had it come. */
export const Failure = ({ failure, retry }: Props) => {
  const { recognise } = useShop();
  const loggedOut = isLoggedOut(failure);
  useEffect(() => {
    if (loggedOut) recognise();
  }, [loggedOut, recognise]);
  if (loggedOut) return <LogInFirst what="go on" />;

  const { title, detail, retry: worthwhile } = explain(failure, navigator.onLine);
  return (
    <div className="notice notice-block" role="alert" data-testid="failure">
      <h2>{title}</h2>
      <p>{detail}</p>
      {worthwhile && retry && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
};

/** A failure beside the form that it belongs to. It takes the focus, so that it can't be missed. */
export const FormFailure = ({ failure }: { readonly failure: unknown }) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) place.current?.focus();
  }, [failure]);
  if (!failure) return null;
  const { title, detail } = explain(failure, navigator.onLine);
  return (
    <div className="notice notice-bad" role="alert" tabIndex={-1} ref={place} data-testid="form-failure">
      <strong>{title}.</strong> {detail}
    </div>
  );
};
