import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ReservationRecord } from '@fondaco/contracts/http/products';
import { RecordsQuery } from '@fondaco/contracts/http/records';
import { Type } from 'typebox';
import { stateOf } from '../reservation/reservation.ts';
import { findLines, findReservations } from '../reservation/reservation-store.ts';

export const queryReservationRecordsRoute =
  (db: Database): Routes =>
  (http) => {
    http.post(
      '/v1/reservation-records/query',
      {
        config: { access: ['service:orders'] },
        schema: {
          operationId: 'queryReservationRecords',
          summary: 'Read what is on record for orders',
          description: 'Orders without a reservation are left out.',
          body: RecordsQuery,
          response: { 200: Type.Object({ records: Type.Array(ReservationRecord) }) },
        },
      },
      async (request) => {
        const orderIds = [...new Set(request.body.orderIds.map((orderId) => orderId.toLowerCase()))];
        const found = await findReservations(db, orderIds);
        const lines = Map.groupBy(await findLines(db, orderIds), ({ orderId }) => orderId);
        return {
          records: found.map((row) => {
            const reservation = { ...row, lines: lines.get(row.orderId) ?? [] };
            return {
              orderId: row.orderId,
              state: stateOf(reservation),
              lines: reservation.lines.map(({ sku, quantity, shipped, released }) => ({
                sku,
                quantity,
                shipped,
                released,
              })),
            };
          }),
        };
      },
    );
  };
