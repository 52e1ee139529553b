import { generateKeyPairSync } from 'node:crypto';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { seal, unseal } from './sealed-key.ts';
import type { PublicKey, SigningKeyRow } from './signing-key-store.ts';

export type PublishedKey = PublicKey & { readonly kid: string; readonly alg: 'EdDSA'; readonly use: 'sig' };

export type SigningKeys = {
  /** The key that signs now. Makes the very first one. */
  current(): Promise<{ readonly keyId: string; readonly privateKey: CryptoKey }>;
  /** Public halves, the current one first. */
  published(): Promise<PublishedKey[]>;
};

/** A key that was made current elsewhere is taken up within this time. */
const MAX_AGE_MS = 60_000;

type NewKey = Omit<SigningKeyRow, 'isCurrent'>;

type Loaded = {
  readonly rows: readonly SigningKeyRow[];
  readonly current: { keyId: string; privateKey: CryptoKey };
};

/** Keys live in the database, so that all replicas sign with the same; `secret` opens the private halves. */
export const createSigningKeys = (options: {
  readonly store: {
    list(): Promise<SigningKeyRow[]>;
    /** Does nothing when another replica was faster. */
    insertFirst(key: NewKey): Promise<void>;
  };
  readonly secret: Buffer;
  readonly newId: () => string;
  readonly now: () => number;
}): SigningKeys => {
  const { store, secret, newId, now } = options;
  let loaded: Promise<Loaded> | undefined;
  let loadedAt = 0;

  const load = async (): Promise<Loaded> => {
    let rows = await store.list();
    if (!rows.some((row) => row.isCurrent)) {
      await store.insertFirst(newSigningKey(secret, newId()));
      rows = await store.list();
    }
    const [row] = rows;
    if (row === undefined) throw new Error('there is no signing key');
    const jwk = unseal(secret, row.keyId, row.sealedPrivateKey) as JWK;
    const privateKey = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
    return { rows, current: { keyId: row.keyId, privateKey } };
  };
  const keys = async (): Promise<Loaded> => {
    const known = loaded;
    if (known !== undefined && now() - loadedAt < MAX_AGE_MS) return known;
    loadedAt = now();
    // Keys that were good a minute ago are better than none while the database is away, also for those
    // who ask while it is being tried.
    const fresh = known === undefined ? load() : load().catch(() => known);
    loaded = fresh;
    try {
      return await fresh;
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };

  return {
    current: async () => (await keys()).current,
    published: async () =>
      (await keys()).rows.map(({ keyId, publicKey }) => ({
        ...publicKey,
        kid: keyId,
        alg: 'EdDSA',
        use: 'sig',
      })),
  };
};

const newSigningKey = (secret: Buffer, keyId: string): NewKey => {
  const pair = generateKeyPairSync('ed25519');
  return {
    keyId,
    publicKey: pair.publicKey.export({ format: 'jwk' }) as unknown as PublicKey,
    sealedPrivateKey: seal(secret, keyId, pair.privateKey.export({ format: 'jwk' })),
  };
};
