import { type Static, Type } from 'typebox';
import { Email, NewPassword } from './users.ts';

/** Who is looking at the page. `csrfToken` goes back in `X-CSRF-Token` with every change. */
export const Visitor = Type.Object({
  user: Type.Union([Type.Object({ email: Email, name: Type.String() }), Type.Null()]),
  csrfToken: Type.String(),
});
export type Visitor = Static<typeof Visitor>;

export const LogIn = Type.Object(
  {
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 128 }),
    newPassword: Type.Optional(NewPassword),
  },
  { additionalProperties: false },
);
export type LogIn = Static<typeof LogIn>;
