import type { Routes } from '@fondaco/chassis/service';
import { type productsClient, SuggestionQuery } from '@fondaco/contracts/http/products';
import { SuggestionsView } from '@fondaco/contracts/http/storefront-bff';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';

export const suggestRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'suggest'>): Routes =>
  (http) => {
    http.get(
      '/bff/suggestions',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'suggest',
          summary: 'What somebody may mean who is still typing',
          querystring: SuggestionQuery,
          response: { 200: SuggestionsView },
        },
      },
      async (request, reply) => {
        const suggestions = await products.suggest(request.query.q);
        reply.header('cache-control', CATALOGUE_CACHING);
        return suggestions;
      },
    );
  };
