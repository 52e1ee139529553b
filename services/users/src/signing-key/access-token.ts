import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import { SignJWT } from 'jose';
import type { Account } from '../account/account.ts';
import { ACCESS_TOKEN_SECONDS } from '../session/session.ts';
import type { SigningKeys } from './signing-keys.ts';

/** A JWT that says to every service who the account is and which roles it has. */
export type SignAccessToken = (account: Pick<Account, 'accountId' | 'roles'>) => Promise<string>;

export const accessTokenSigner =
  (options: {
    readonly signingKeys: SigningKeys;
    readonly newId: () => string;
    readonly now: () => Date;
  }): SignAccessToken =>
  async (account) => {
    const { keyId, privateKey } = await options.signingKeys.current();
    const issuedAt = Math.floor(options.now().getTime() / 1000);
    return new SignJWT({ roles: account.roles })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: keyId })
      .setSubject(account.accountId)
      .setIssuer(USER_TOKEN_ISSUER)
      .setAudience(USER_TOKEN_AUDIENCE)
      .setJti(options.newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(privateKey);
  };
