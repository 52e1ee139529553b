import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { User } from '@fondaco/contracts/http/users';
import { toUser } from '../account/account.ts';
import { findAccount } from '../account/account-store.ts';

export const readMeRoute =
  ({ db }: { readonly db: Database }): Routes =>
  (http) => {
    http.get(
      '/v1/me',
      {
        config: { access: ['user'] },
        schema: { summary: 'Who I am', response: { 200: User } },
      },
      async (request) => {
        const account = await findAccount(db, userOf(request).userId);
        if (account === undefined) {
          throw new Problem({ status: 404, code: 'users/no-such-account', title: 'The account is gone' });
        }
        return toUser(account);
      },
    );
  };
