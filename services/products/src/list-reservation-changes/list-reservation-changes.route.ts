import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ChangesPage, ChangesQuery, MAX_CHANGES } from '@fondaco/contracts/http/records';
import { invalidCursor } from '../catalogue-problems.ts';
import { findChangedOrders } from '../reservation/reservation-store.ts';

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const listReservationChangesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/reservation-records/changes',
      {
        config: { access: ['service:orders'] },
        schema: {
          operationId: 'listReservationChanges',
          summary: 'List the orders whose reservation has changed',
          description:
            'Times are those at which transactions began: ask again with a `since` a few seconds before the last time.',
          querystring: ChangesQuery,
          response: { 200: ChangesPage },
        },
      },
      async (request) => {
        const { since, cursor = BEFORE_ALL, limit = MAX_CHANGES } = request.query;
        if (!UUID.test(cursor)) throw invalidCursor();
        // One more than asked for tells whether there is a next page.
        const found = await findChangedOrders(db, since, cursor, limit + 1);
        const orderIds = found.slice(0, limit);
        return { orderIds, nextCursor: found.length > limit ? (orderIds.at(-1) ?? null) : null };
      },
    );
  };
