import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { PriceChangePage, PriceChangeQuery } from '@fondaco/contracts/http/catalogue';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { invalidCursor } from '../catalogue-problems.ts';
import { readRecord } from '../product-editing.ts';
import { findPriceChanges } from './price-change-store.ts';

const DEFAULT_LIMIT = 50;

export const listPriceChangesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/:productId/price-changes',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listPriceChanges',
          summary: "List the changes of a product's prices, newest first",
          params: Type.Object({ productId: Uuid }),
          querystring: PriceChangeQuery,
          response: { 200: PriceChangePage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor);
        const { productId } = await readRecord(db, request.params.productId);
        // One more than asked for says whether there is a next page.
        const found = await findPriceChanges(db, productId, before, limit + 1);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        return {
          items: shown.map(({ changeId: _changeId, ...change }) => change),
          nextCursor: last === undefined ? null : encodeCursor(last.changeId),
        };
      },
    );
  };

const encodeCursor = (changeId: number): string => Buffer.from(String(changeId)).toString('base64url');

const decodeCursor = (cursor: string): number => {
  const changeId = Number(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (Number.isSafeInteger(changeId) && changeId > 0 && encodeCursor(changeId) === cursor) return changeId;
  throw invalidCursor();
};
