import { type Static, Type } from 'typebox';

/** What whoever keeps the accounts gives for a password or a refresh token; good for `expiresIn` seconds. */
export type UserSession = {
  readonly user: { readonly email: string; readonly name: string };
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
};

/** What was given for a password, and when it runs out (seconds since 1970). */
export const Login = Type.Object({
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresAt: Type.Integer(),
  email: Type.String(),
  name: Type.String(),
});
export type Login = Static<typeof Login>;

/** All that is remembered of a browser, in its cookie. `login` is null for somebody unknown. */
export const Session = Type.Object({
  csrfToken: Type.String({ minLength: 32 }),
  login: Type.Union([Login, Type.Null()]),
});
export type Session = Static<typeof Session>;

/** A token that is about to expire could do so on its way. */
const REFRESH_BEFORE_SECONDS = 30;

export const anonymousSession = (csrfToken: string): Session => ({ csrfToken, login: null });

export const loginFrom = (session: UserSession, now: Date): Login => ({
  accessToken: session.accessToken,
  refreshToken: session.refreshToken,
  expiresAt: Math.floor(now.getTime() / 1000) + session.expiresIn,
  email: session.user.email,
  name: session.user.name,
});

export const isNearExpiry = (login: Login, now: Date): boolean =>
  login.expiresAt - now.getTime() / 1000 < REFRESH_BEFORE_SECONDS;

export const isExpired = (login: Login, now: Date): boolean => login.expiresAt <= now.getTime() / 1000;

/** What the browser's programs may know of it: no token but the one against forged requests. */
export const visitorOf = ({ csrfToken, login }: Session) => ({
  user: login === null ? null : { email: login.email, name: login.name },
  csrfToken,
});
