import { importJWK, type JWK, SignJWT } from 'jose';

/** A token that says to `audience` who is calling. */
export type ServiceTokenSigner = (audience: string) => Promise<string>;

const LIFETIME_SECONDS = 60;
/** A cached token is replaced this long before it ends, so that it is still good on arrival. */
const MARGIN_SECONDS = 15;

/** Signs as `service` with its private Ed25519 key; tokens are kept until shortly before they end. */
export const createServiceTokenSigner = (options: {
  readonly service: string;
  readonly key: JWK;
  readonly now?: () => number;
}): ServiceTokenSigner => {
  const now = options.now ?? Date.now;
  const key = importJWK(options.key, 'EdDSA');
  const cached = new Map<string, { readonly token: string; readonly until: number }>();

  return async (audience) => {
    const seconds = Math.floor(now() / 1000);
    const known = cached.get(audience);
    if (known !== undefined && seconds < known.until) return known.token;
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(options.service)
      .setAudience(audience)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + LIFETIME_SECONDS)
      .sign(await key);
    cached.set(audience, { token, until: seconds + LIFETIME_SECONDS - MARGIN_SECONDS });
    return token;
  };
};
