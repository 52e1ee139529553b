import { type InputHTMLAttributes, useId } from 'react';

type Props = { readonly label: string; readonly hint?: string } & InputHTMLAttributes<HTMLInputElement>;

export const Field = ({ label, hint, ...input }: Props) => {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </p>
  );
};

/** NIST SP 800-63B asks for length, not for kinds of characters; the server holds to the same. */
export const PASSWORD_LENGTH = { minLength: 10, maxLength: 128 };

export const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};
