/** Who calls: a user with an access token, or another part of the system with a token of its own. */
export type Caller =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly roles: readonly string[];
      readonly token: string;
    }
  | { readonly kind: 'service'; readonly name: string };
