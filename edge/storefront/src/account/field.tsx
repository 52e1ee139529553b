import { type InputHTMLAttributes, useId } from 'react';

type Props = {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what was entered. */
  readonly wrong?: string | undefined;
} & InputHTMLAttributes<HTMLInputElement>;

export const Field = ({ label, hint, wrong, ...input }: Props) => {
  const id = useId();
  const described = [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        required
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described === '' ? undefined : described}
        {...input}
      />
      {wrong && (
        <span className="field-wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
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
