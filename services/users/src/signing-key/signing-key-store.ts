import type { Queryable } from '@fondaco/chassis/postgres';

export type PublicKey = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

export type SigningKeyRow = {
  readonly keyId: string;
  readonly publicKey: PublicKey;
  readonly sealedPrivateKey: Buffer;
  readonly isCurrent: boolean;
};

/** The one that signs now stands first. */
export const listSigningKeys = async (db: Queryable): Promise<SigningKeyRow[]> => {
  const { rows } = await db.query<SigningKeyRow>({
    name: 'signing-key.list',
    text: `SELECT key_id AS "keyId", public_key AS "publicKey", sealed_private_key AS "sealedPrivateKey",
                  is_current AS "isCurrent"
           FROM signing_key ORDER BY is_current DESC, created_at DESC`,
  });
  return rows;
};

/** Does nothing when another replica was faster. */
export const insertFirstSigningKey = async (
  db: Queryable,
  key: Omit<SigningKeyRow, 'isCurrent'>,
): Promise<void> => {
  await db.query({
    name: 'signing-key.insert-first',
    text: `INSERT INTO signing_key (key_id, public_key, sealed_private_key, is_current)
           VALUES ($1, $2, $3, true)
           ON CONFLICT (is_current) WHERE is_current DO NOTHING`,
    values: [key.keyId, key.publicKey, key.sealedPrivateKey],
  });
};
