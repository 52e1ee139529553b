import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shopper } from '../system/shopper.ts';
import type { Intent } from './books.ts';
import { type Insist, insistUntil } from './insist.ts';
import type { Random } from './random.ts';
import { note, type Till } from './till.ts';

export type Article = { readonly sku: string; readonly priceMinor: number };

/** How long a shopper watches an order before it goes on to the next; the order has to end all the same. */
const WATCHES_MS = 20_000;
const LOOKS_EVERY_MS = 250;

/** What a shopper does once the order is placed. By weight. */
export type Tempers = readonly (readonly [weight: number, temper: Temper])[];

const TEMPERS = [
  [60, 'pays'],
  [8, 'is declined, pays'],
  [5, 'pays, the provider says nothing'],
  [3, 'pays slowly'],
  [7, 'pays in two tabs'],
  [7, 'pays and cancels at once'],
  [3, 'cancels'],
  [2, 'walks away'],
] as const;
type Temper = (typeof TEMPERS)[number][1];

type Account = { readonly userId: string; readonly token: () => Promise<string> };

/** Places orders, pays, cancels, in the way of its temper, until `open` says that the shop closes. */
export const runVirtualShopper = async (options: {
  readonly shopper: Shopper;
  readonly random: Random;
  /** What it may want at this moment. */
  readonly articles: () => readonly Article[];
  readonly tempers?: Tempers;
  readonly till: Till;
  /** While this is true new orders are begun. */
  readonly open: () => boolean;
  /** While this is true a request without an answer is sent again. */
  readonly patient: () => boolean;
}): Promise<void> => {
  const { shopper, random, articles, tempers = TEMPERS, till, open, patient } = options;
  const insist = insistUntil(patient, (what) => note(till.unanswered, what));
  const account = await openAccount(shopper, insist);
  while (account && open()) {
    const order = await place(account);
    if (order) await settle(account, order);
  }

  async function place({ userId, token }: Account): Promise<string | null> {
    const lines = [
      ...new Set(Array.from({ length: random.integer(1, 3) }, () => random.pick(articles()))),
    ].map((article) => ({ article, quantity: random.integer(1, 3) }));
    const intent: Intent = {
      customerId: userId,
      key: randomUUID(),
      lines: lines.map(({ article, quantity }) => ({ sku: article.sku, quantity })),
      totalMinor: lines.reduce((total, { article, quantity }) => total + article.priceMinor * quantity, 0),
      acknowledged: null,
    };
    const position = till.intents.push(intent) - 1;
    const began = performance.now();
    const answer = await insist(async () =>
      shopper.call('POST', '/api/v1/orders', {
        token: await token(),
        key: intent.key,
        body: { lines: intent.lines, email: `${userId}@shopper.example`, delivery: ADDRESS },
      }),
    );
    if (!answer) return null;
    if (answer.status !== 201) throw new Error(`an order was refused: ${JSON.stringify(answer.body)}`);
    till.intents[position] = { ...intent, acknowledged: { orderId: answer.body.orderId, at: Date.now() } };
    till.acknowledgedIn.push(performance.now() - began);
    return answer.body.orderId;
  }

  async function settle(account: Account, orderId: string): Promise<void> {
    const began = performance.now();
    const pay = (cardToken: string) => payWith(account, orderId, cardToken);
    switch (random.weighted(tempers)) {
      case 'pays':
        await pay('tok_ok');
        break;
      case 'is declined, pays':
        await pay('tok_declined');
        await decided(account, orderId, (state) => state !== 'waiting' && state !== 'processing');
        await pay('tok_ok');
        break;
      case 'pays, the provider says nothing':
        await pay('tok_timeout_after_charge');
        break;
      case 'pays slowly':
        await pay('tok_slow');
        break;
      case 'pays in two tabs':
        await Promise.all([pay('tok_ok'), pay('tok_ok')]);
        break;
      case 'pays and cancels at once':
        await Promise.all([pay('tok_ok'), cancel(account, orderId)]);
        break;
      case 'cancels':
        await cancel(account, orderId);
        break;
      case 'walks away':
        return;
    }
    const end = await watch(account, orderId);
    if (end === null) return;
    till.decidedIn.push(performance.now() - began);
    if (end === 'confirmed') till.toShip.push(orderId);
  }

  /** Whether the attempt was taken on; refusals are the shop's good right, such as to be paid twice. */
  async function payWith({ token }: Account, orderId: string, cardToken: string): Promise<void> {
    const key = randomUUID();
    await insist(async () =>
      shopper.call('POST', `/api/v1/payments/${orderId}/attempts`, {
        token: await token(),
        key,
        body: { cardToken },
      }),
    );
  }

  async function cancel({ token }: Account, orderId: string): Promise<void> {
    await insist(async () =>
      shopper.call('POST', `/api/v1/orders/${orderId}/cancellation`, { token: await token(), body: {} }),
    );
  }

  async function decided(
    { token }: Account,
    orderId: string,
    enough: (attemptState: string) => boolean,
  ): Promise<void> {
    const giveUp = performance.now() + WATCHES_MS;
    while (performance.now() < giveUp && patient()) {
      const answer = await insist(async () =>
        shopper.call('GET', `/api/v1/payments/${orderId}`, { token: await token() }),
      );
      const last = answer?.body?.attempts?.at(-1);
      if (last && enough(last.state)) return;
      await delay(LOOKS_EVERY_MS);
    }
  }

  async function watch({ token }: Account, orderId: string): Promise<string | null> {
    const giveUp = performance.now() + WATCHES_MS;
    while (performance.now() < giveUp && patient()) {
      const answer = await insist(async () =>
        shopper.call('GET', `/api/v1/orders/${orderId}`, { token: await token() }),
      );
      if (answer?.body?.final === true) return answer.body.state;
      await delay(LOOKS_EVERY_MS);
    }
    return null;
  }
};

const ADDRESS = {
  name: 'A Shopper',
  line1: '1 Ruga degli Oresi',
  postcode: '30125',
  city: 'Venezia',
  country: 'Italy',
};

/** Registers, and renews the access token before it expires. Null when nobody let it in in time. */
const openAccount = async (shopper: Shopper, insist: Insist): Promise<Account | null> => {
  const credentials = { email: `${randomUUID()}@shopper.example`, password: randomUUID() };
  const registered = await insist(() =>
    shopper.call('POST', '/api/v1/users', { body: { ...credentials, name: 'A Shopper' } }),
  );
  if (!registered) return null;
  return accountOf(shopper, insist, credentials);
};

/** Logs in, and again before the token expires. */
export const accountOf = async (
  shopper: Shopper,
  insist: Insist,
  credentials: { readonly email: string; readonly password: string; readonly newPassword?: string },
): Promise<Account | null> => {
  const logIn = (body: object) => insist(() => shopper.call('POST', '/api/v1/sessions', { body }));
  let session = (await logIn(credentials))?.body;
  if (!session?.accessToken) return null;
  const { email, newPassword, password } = credentials;
  let renewAt = 0;
  const takeOver = (next: { accessToken: string; expiresIn: number; user: { userId: string } }): void => {
    session = next;
    renewAt = performance.now() + (next.expiresIn * 1_000) / 2;
  };
  takeOver(session);
  return {
    userId: session.user.userId,
    token: async () => {
      if (performance.now() > renewAt) {
        const next = (await logIn({ email, password: newPassword ?? password }))?.body;
        if (next?.accessToken) takeOver(next);
      }
      return session.accessToken;
    },
  };
};
