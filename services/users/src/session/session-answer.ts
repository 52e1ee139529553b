import type { Session } from '@fondaco/contracts/http/users';
import { type Account, toUser } from '../account/account.ts';
import type { SignAccessToken } from '../signing-key/access-token.ts';
import { ACCESS_TOKEN_SECONDS } from './session.ts';

/** Made after the commit: an access token of a session that was rolled back would be good all the same. */
export const answerSession = async (
  account: Account,
  refreshToken: string,
  signAccessToken: SignAccessToken,
): Promise<Session> => ({
  user: toUser(account),
  accessToken: await signAccessToken(account),
  refreshToken,
  expiresIn: ACCESS_TOKEN_SECONDS,
});
