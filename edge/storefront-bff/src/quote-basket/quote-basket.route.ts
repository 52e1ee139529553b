import { Problem, type Routes } from '@fondaco/chassis/service';
import type { productsClient } from '@fondaco/contracts/http/products';
import { BasketQuote, BasketRequest } from '@fondaco/contracts/http/storefront-bff';
import { quoteBasket } from './quote.ts';

export const quoteBasketRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'snapshots'>): Routes =>
  (http) => {
    http.post(
      '/bff/basket/quote',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'quoteBasket',
          summary: 'What a basket would cost now',
          body: BasketRequest,
          response: { 200: BasketQuote },
        },
      },
      async (request, reply) => {
        const { lines } = request.body;
        const { snapshots } = await products.snapshots([...new Set(lines.map(({ sku }) => sku))]);
        const quote = quoteBasket(lines, snapshots);
        if (quote === 'mixed-currencies') throw mixedCurrencies();
        if (quote === 'total-too-large') throw totalTooLarge();
        reply.header('cache-control', 'no-store');
        return quote;
      },
    );
  };

const mixedCurrencies = (): Problem =>
  new Problem({
    status: 422,
    code: 'storefront-bff/mixed-currencies',
    title: 'A basket has one currency',
    detail: 'Order what is priced in another currency separately.',
  });

const totalTooLarge = (): Problem =>
  new Problem({
    status: 422,
    code: 'storefront-bff/total-too-large',
    title: 'The total is too large',
    detail: 'Order less at once.',
  });
