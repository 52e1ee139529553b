import { Problem } from '@fondaco/chassis/service';
import { CardDetails, CardToken } from '@fondaco/contracts/http/payment-sandbox';
import { readCard } from '../card/card.ts';
import { randomId } from '../new-id.ts';
import type { Sandbox } from '../sandbox.ts';
import type { BrowserRoutes } from './browser-routes.ts';

const PATH = '/v1/card-tokens';

/** `POST /v1/card-tokens`: a card in, a token out, for pages of the shop's origin alone (CORS). */
export const cardTokenRoutes =
  (sandbox: Sandbox): BrowserRoutes =>
  (http) => {
    const cors = {
      'access-control-allow-origin': sandbox.shopOrigin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
      vary: 'origin',
    };
    const requireShop = (origin: string | undefined): void => {
      if (origin === sandbox.shopOrigin) return;
      throw new Problem({
        status: 403,
        code: 'sandbox/origin-refused',
        title: 'Cards are taken from pages of the shop only',
      });
    };
    http.options(PATH, async (request, reply) => {
      requireShop(request.headers.origin);
      return reply.code(204).headers(cors).send();
    });
    http.post(
      PATH,
      {
        // Errors too must be readable by the page, so this comes before the body is looked at.
        onRequest: async (request, reply) => {
          requireShop(request.headers.origin);
          reply.headers(cors);
        },
        schema: { body: CardDetails, response: { 201: CardToken } },
      },
      async (request, reply) => {
        const now = sandbox.now();
        const card = readCard(request.body, now);
        if (!card.ok) throw new Problem({ status: 422, code: card.code, title: card.title });
        const token = randomId('tok');
        sandbox.cardTokens.insert(token, card.behaviour, now);
        return reply.code(201).send({ token, brand: card.brand, last4: card.last4 });
      },
    );
  };
