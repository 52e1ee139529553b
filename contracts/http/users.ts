import { type Static, Type } from 'typebox';
import { type HttpCall, Line, Timestamp, Uuid } from './common.ts';

export const Role = Type.Union([Type.Literal('customer'), Type.Literal('staff')]);
export type Role = Static<typeof Role>;

export const Email = Type.String({ format: 'email', maxLength: 254 });

/** At least 10 characters (NIST SP 800-63B asks for length, not for kinds of characters). */
export const NewPassword = Type.String({ minLength: 10, maxLength: 128 });

export const User = Type.Object({
  userId: Uuid,
  email: Email,
  name: Type.String(),
  roles: Type.Array(Role),
  createdAt: Timestamp,
});
export type User = Static<typeof User>;

export const Registration = Type.Object(
  {
    email: Email,
    password: NewPassword,
    name: Line(100),
  },
  { additionalProperties: false },
);
export type Registration = Static<typeof Registration>;

/** A one-time password (staff) is accepted only together with the password that replaces it. */
export const Credentials = Type.Object(
  {
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 128 }),
    newPassword: Type.Optional(NewPassword),
  },
  { additionalProperties: false },
);
export type Credentials = Static<typeof Credentials>;

/** `accessToken` is a JWT for all services, good for `expiresIn` seconds; the refresh token is good once. */
export const Session = Type.Object({
  user: User,
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresIn: Type.Integer({ minimum: 1 }),
});
export type Session = Static<typeof Session>;

export const RefreshRequest = Type.Object(
  { refreshToken: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);

export const StaffRequest = Type.Object({ email: Email }, { additionalProperties: false });
export const StaffInvitation = Type.Object({
  user: User,
  oneTimePassword: Type.String(),
  expiresAt: Timestamp,
});

/** RFC 7517. Ed25519 keys; the one that signs now stands first. */
export const JsonWebKeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.Literal('OKP'),
      crv: Type.Literal('Ed25519'),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.Literal('EdDSA'),
      use: Type.Literal('sig'),
    }),
  ),
});

/** What access tokens are issued as and for. */
export const USER_TOKEN_ISSUER = 'fondaco/users';
export const USER_TOKEN_AUDIENCE = 'fondaco';

export const usersClient = (call: HttpCall) => ({
  register: (registration: Registration) =>
    call({ method: 'POST', path: '/v1/users', body: registration, response: Session }),
  logIn: (credentials: Credentials) =>
    call({ method: 'POST', path: '/v1/sessions', body: credentials, response: Session }),
  refresh: (refreshToken: string) =>
    call({ method: 'POST', path: '/v1/sessions/refresh', body: { refreshToken }, response: Session }),
  /** Ends the session that the refresh token belongs to. Unknown tokens are no error. */
  logOut: (refreshToken: string) =>
    call({ method: 'POST', path: '/v1/sessions/end', body: { refreshToken }, response: Type.Null() }),
  me: (userToken: string) => call({ method: 'GET', path: '/v1/me', userToken, response: User }),
  /** Makes a staff account, or staff of an existing one. The operator's alone. */
  addStaff: (email: string) =>
    call({ method: 'POST', path: '/v1/staff', body: { email }, response: StaffInvitation }),
});
