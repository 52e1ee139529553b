import { createHash, createHmac } from 'node:crypto';
import type { Session } from '@fondaco/contracts/http/users';
import { Failure } from '../../instance/failure.ts';
import type { Patience } from '../patience.ts';
import type { ApiAnswer } from './api-answer.ts';
import type { ApiRequest, PublicApi } from './public-api.ts';

/** Of the characters that e-mail addresses tell apart; a customer written otherwise gets a name by its hash. */
const accountName = (customer: string): string => {
  if (customer === '') return 'guests';
  if (/^[0-9a-z-]{1,40}$/.test(customer)) return `customer-${customer}`;
  return `customer-x${createHash('sha256').update(customer).digest('hex').slice(0, 24)}`;
};

export const emailOf = (customer: string): string => `${accountName(customer)}@replay.example`;

/** What a customer is called in the shop. */
export const nameOf = (customer: string): string =>
  customer === '' ? 'Guests' : oneLine(`Customer ${customer}`, 100);

/** Without what no name or address may have, and not longer. */
export const oneLine = (text: string, longest: number): string =>
  Array.from(text.toWellFormed().replace(/[\p{Control}\u2028\u2029]/gu, ' '))
    .slice(0, longest)
    .join('');

/** The same for every run on one instance, and not to be guessed without its secret. */
export const passwordOf = (secret: string, email: string): string =>
  createHmac('sha256', secret).update(email).digest('base64url');

/** Asks in the name of a customer, who has an account from then on. */
export type AskAs = (customer: string, request: ApiRequest) => Promise<ApiAnswer>;

const MAX_LOG_INS = 5;

/** Every customer is registered, or logged in, when first needed, and again when a token has run out. */
export const createAccounts = (deps: {
  readonly api: PublicApi;
  readonly patiently: Patience;
  readonly secret: string;
}): AskAs => {
  const { api, patiently, secret } = deps;
  const tokens = new Map<string, Promise<string>>();

  const enter = async (customer: string): Promise<string> => {
    const email = emailOf(customer);
    const password = passwordOf(secret, email);
    const post = (path: string, body: unknown) => patiently(() => api.ask({ method: 'POST', path, body }));

    const registered = await post('/users', { email, password, name: nameOf(customer) });
    if (registered.ok) return (registered.body as Session).accessToken;
    if (registered.status !== 409) throw refused('registration', registered);
    const loggedIn = await post('/sessions', { email, password });
    if (loggedIn.ok) return (loggedIn.body as Session).accessToken;
    throw refused('log-in', loggedIn);
  };

  const tokenOf = (customer: string): Promise<string> => {
    const known = tokens.get(customer);
    if (known !== undefined) return known;
    const entering = enter(customer);
    tokens.set(customer, entering);
    return entering;
  };

  return async (customer, request) => {
    for (let logIns = 1; ; logIns++) {
      const entering = tokenOf(customer);
      const headers = { ...request.headers, authorization: `Bearer ${await entering}` };
      const answer = await patiently(() => api.ask({ ...request, headers }));
      if (answer.ok || answer.status !== 401) return answer;
      if (logIns === MAX_LOG_INS) throw refused('token', answer);
      // Several requests may find the same token too old; only the first of them forgets it.
      if (tokens.get(customer) === entering) tokens.delete(customer);
    }
  };
};

const refused = (what: string, { problem }: ApiAnswer & { ok: false }): Failure =>
  new Failure(
    `The replay cannot go on: its ${what} was refused, ${problem.detail ?? problem.title} (${problem.code}).`,
  );
