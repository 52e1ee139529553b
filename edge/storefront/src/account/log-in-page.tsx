import { BffProblem, withNext } from '@fondaco/chassis/browser';
import { useState } from 'react';
import { Link } from 'react-router';
import { FormFailure } from '../page/failure.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { useShop } from '../shop.tsx';
import { useEntering } from './entering.ts';
import { Field, PASSWORD_LENGTH, text } from './field.tsx';

export const LogInPage = () => {
  const { bff } = useShop();
  const { enter, busy, failure, next } = useEntering();
  const [oneTime, setOneTime] = useState(false);
  const mustChange = failure instanceof BffProblem && failure.code === 'users/password-change-required';
  const askNew = oneTime || mustChange;

  const submit = (form: FormData) => {
    if (askNew) setOneTime(true);
    const credentials = { email: text(form, 'email').trim(), password: text(form, 'password') };
    enter(() => bff.logIn(askNew ? { ...credentials, newPassword: text(form, 'newPassword') } : credentials));
  };

  return (
    <div className="narrow">
      <PageTitle>Log in</PageTitle>
      <h1>Log in</h1>
      <form
        aria-label="Log in"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        {mustChange ? (
          <div className="notice" role="alert">
            This password was good for one time. Choose one of your own to go on.
          </div>
        ) : (
          <FormFailure failure={failure} />
        )}
        <Field label="E-mail" name="email" type="email" autoComplete="email" maxLength={254} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={PASSWORD_LENGTH.maxLength}
        />
        {askNew && (
          <Field
            label="New password"
            name="newPassword"
            type="password"
            autoComplete="new-password"
            hint="At least 10 characters."
            {...PASSWORD_LENGTH}
          />
        )}
        <button type="submit" className="button button-wide" disabled={busy}>
          {busy ? 'One moment…' : 'Log in'}
        </button>
      </form>
      <p className="aside-line">
        New here? <Link to={withNext('/register', next)}>Create an account</Link>
      </p>
    </div>
  );
};
