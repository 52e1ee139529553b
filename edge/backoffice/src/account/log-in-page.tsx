import { BffProblem, nextPath } from '@fondaco/chassis/browser';
import type { LogIn } from '@fondaco/contracts/http/backoffice-bff';
import { type InputHTMLAttributes, useId, useState } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useOffice } from '../office.tsx';
import { FormFailure } from '../page/failure.tsx';

const text = (form: FormData, name: string): string => String(form.get(name) ?? '');

export const LogInPage = () => {
  const { bff, visitor, welcome } = useOffice();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [oneTime, setOneTime] = useState(false);
  const mustChange = failure instanceof BffProblem && failure.code === 'users/password-change-required';
  const askNew = oneTime || mustChange;

  const logIn = async (credentials: LogIn) => {
    setBusy(true);
    setFailure(null);
    try {
      welcome(await bff.logIn(credentials));
      await navigate(nextPath(search), { replace: true });
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  };
  const submit = (form: FormData) => {
    if (askNew) setOneTime(true);
    const credentials = { email: text(form, 'email').trim(), password: text(form, 'password') };
    void logIn(askNew ? { ...credentials, newPassword: text(form, 'newPassword') } : credentials);
  };

  if (visitor !== undefined && visitor !== 'failed' && visitor.user !== null && !busy)
    return <Navigate to={nextPath(search)} replace />;
  return (
    <div className="entrance">
      <title>Log in · Fondaco back office</title>
      <h1>Log in</h1>
      <form
        className="card"
        aria-label="Log in"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        {mustChange ? (
          <p className="notice" role="alert">
            This password was good for one time. Choose one of your own to go on.
          </p>
        ) : (
          <FormFailure failure={failure} />
        )}
        <Field label="E-mail" name="email" type="email" autoComplete="email" maxLength={254} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={128}
        />
        {askNew && (
          <Field
            label="New password"
            name="newPassword"
            type="password"
            autoComplete="new-password"
            hint="At least 10 characters."
            minLength={10}
            maxLength={128}
          />
        )}
        <button type="submit" className="button" disabled={busy}>
          {busy ? 'One moment…' : 'Log in'}
        </button>
      </form>
      <p className="soft">For staff. An operator makes an account by “fondaco staff add”.</p>
    </div>
  );
};

const Field = ({
  label,
  hint,
  ...input
}: { readonly label: string; readonly hint?: string } & InputHTMLAttributes<HTMLInputElement>) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required aria-describedby={hint && `${id}-hint`} {...input} />
      {hint && (
        <span className="soft" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
};
