import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { SuggestionQuery, Suggestions } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';
import { suggest } from './suggest.ts';

export const suggestRoute = (db: Database): Routes => {
  const suggestions = suggest({ db });
  return (http) => {
    http.get(
      '/v1/products/suggestions',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'suggestSearches',
          summary: 'Suggest what to search for while somebody types',
          querystring: SuggestionQuery,
          response: { 200: Suggestions, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const found = await suggestions(request.query.q);
        const tag = entityTag(found);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : found;
      },
    );
  };
};
