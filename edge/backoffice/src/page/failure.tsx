import { BffProblem } from '@fondaco/chassis/browser';
import { useEffect, useRef } from 'react';
import { useOffice } from '../office.tsx';
import { explain } from './explain.ts';
import { Mark } from './mark.tsx';

/** Whose session ended is asked to log in again. */
const useRecognition = (failure: unknown) => {
  const { recognise } = useOffice();
  const loggedOut = failure instanceof BffProblem && failure.status === 401;
  useEffect(() => {
    if (loggedOut) recognise();
  }, [loggedOut, recognise]);
};

/** What stands where the content would, had it come. */
export const Failure = ({ failure, retry }: { readonly failure: unknown; readonly retry?: () => void }) => {
  useRecognition(failure);
  const { title, detail } = explain(failure);
  return (
    <div className="notice notice-block" role="alert" data-testid="failure">
      <h2>
        <Mark level="bad" /> {title}
      </h2>
      <p>{detail}</p>
      {retry && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
};

/** Over content that is still shown, though it can't be renewed. */
export const StaleNotice = ({ failure, at }: { readonly failure: unknown; readonly at: number }) => {
  useRecognition(failure);
  const { title, detail } = explain(failure);
  return (
    <div className="notice" role="alert" data-testid="stale">
      <Mark level="bad" />{' '}
      <span>
        <strong>{title}.</strong> {detail} What you see is of {new Date(at).toLocaleTimeString('en-GB')}.
      </span>
    </div>
  );
};

/** Beside the form that it belongs to. It takes the focus, so that it can't be missed. */
export const FormFailure = ({ failure }: { readonly failure: unknown }) => {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (failure) place.current?.focus();
  }, [failure]);
  if (!failure) return null;
  const { title, detail } = explain(failure);
  return (
    <p className="notice" role="alert" tabIndex={-1} ref={place} data-testid="form-failure">
      <strong>{title}.</strong> {detail}
    </p>
  );
};
