import type { Routes } from '@fondaco/chassis/service';
import { JsonWebKeySet } from '@fondaco/contracts/http/users';
import type { SigningKeys } from '../signing-key/signing-keys.ts';

export const publishKeysRoute =
  ({ signingKeys }: { readonly signingKeys: SigningKeys }): Routes =>
  (http) => {
    http.get(
      '/v1/keys',
      {
        config: { access: ['public'] },
        schema: { summary: 'The keys that access tokens are signed with', response: { 200: JsonWebKeySet } },
      },
      async (_, reply) => {
        reply.header('cache-control', 'public, max-age=60');
        return { keys: await signingKeys.published() };
      },
    );
  };
