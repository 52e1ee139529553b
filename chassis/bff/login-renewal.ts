import { Problem, Unavailable } from '../service/index.ts';
import { isExpired, isNearExpiry, type Login, loginFrom, type UserSession } from './session.ts';

/** Users no longer knows the session: it was ended, or is too old. */
export class LoginEnded extends Error {}

type Parts = {
  readonly users: { readonly refresh: (refreshToken: string) => Promise<UserSession> };
  readonly now: () => Date;
};

export type LoginRenewal = ReturnType<typeof createLoginRenewal>;

/** Keeps access tokens good. Throws LoginEnded, or Unavailable when Users is away and the token has run out. */
export const createLoginRenewal = ({ users, now }: Parts) => {
  // A page sends several requests at once; a refresh token is good once.
  const running = new Map<string, Promise<Login>>();

  const ask = async (login: Login): Promise<Login> => {
    try {
      return loginFrom(await users.refresh(login.refreshToken), now());
    } catch (error) {
      if (error instanceof Problem && [400, 401].includes(error.status)) {
        throw new LoginEnded('Users ended the session', { cause: error });
      }
      throw error;
    }
  };

  /** A new access token in any case. */
  const renew = (login: Login): Promise<Login> => {
    const known = running.get(login.refreshToken);
    if (known !== undefined) return known;
    const asked = ask(login).finally(() => running.delete(login.refreshToken));
    running.set(login.refreshToken, asked);
    return asked;
  };

  return {
    renew,
    /** The same login while its token is good for a while yet, or a renewed one. */
    fresh: async (login: Login): Promise<Login> => {
      if (!isNearExpiry(login, now())) return login;
      try {
        return await renew(login);
      } catch (error) {
        if (error instanceof Unavailable && !isExpired(login, now())) return login;
        throw error;
      }
    },
  };
};
