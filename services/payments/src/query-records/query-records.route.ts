import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { PaymentRecord } from '@fondaco/contracts/http/payments';
import { RecordsQuery } from '@fondaco/contracts/http/records';
import { Type } from 'typebox';
import { findRecords } from '../payment/payment-read-store.ts';

export const queryRecordsRoute =
  (db: Database): Routes =>
  (http) => {
    http.post(
      '/v1/payment-records/query',
      {
        config: { access: ['service:orders', 'service:operator'] },
        schema: {
          operationId: 'queryPaymentRecords',
          summary: 'What is on record of the money of some orders',
          body: RecordsQuery,
          response: { 200: Type.Object({ records: Type.Array(PaymentRecord) }) },
        },
      },
      async (request) => ({ records: await findRecords(db, request.body.orderIds) }),
    );
  };
