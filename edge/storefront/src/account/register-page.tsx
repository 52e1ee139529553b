import { withNext } from '@fondaco/chassis/browser';
import { Link } from 'react-router';
import { FormFailure } from '../page/failure.tsx';
import { PageTitle } from '../page/page-title.tsx';
import { useShop } from '../shop.tsx';
import { useEntering } from './entering.ts';
import { Field, PASSWORD_LENGTH, text } from './field.tsx';

export const RegisterPage = () => {
  const { bff } = useShop();
  const { enter, busy, failure, next } = useEntering();

  const submit = (form: FormData) =>
    enter(() =>
      bff.register({
        name: text(form, 'name').trim(),
        email: text(form, 'email').trim(),
        password: text(form, 'password'),
      }),
    );

  return (
    <div className="narrow">
      <PageTitle>Create an account</PageTitle>
      <h1>Create an account</h1>
      <form
        aria-label="Create an account"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <FormFailure failure={failure} />
        <Field label="Name" name="name" autoComplete="name" maxLength={100} pattern=".*\S.*" />
        <Field label="E-mail" name="email" type="email" autoComplete="email" maxLength={254} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          hint="At least 10 characters; a sentence is easy to remember."
          {...PASSWORD_LENGTH}
        />
        <button type="submit" className="button button-wide" disabled={busy}>
          {busy ? 'One moment…' : 'Create account'}
        </button>
      </form>
      <p className="aside-line">
        You have one? <Link to={withNext('/log-in', next)}>Log in</Link>
      </p>
    </div>
  );
};
