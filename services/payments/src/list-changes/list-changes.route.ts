import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { ChangesPage, ChangesQuery, MAX_CHANGES } from '@fondaco/contracts/http/records';
import { type ChangePosition, listChanges } from '../payment/payment-read-store.ts';

export const listChangesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/payment-records/changes',
      {
        config: { access: ['service:orders', 'service:operator'] },
        schema: {
          operationId: 'listPaymentChanges',
          summary: 'Orders whose payment changed since a time, oldest change first',
          querystring: ChangesQuery,
          response: { 200: ChangesPage },
        },
      },
      async (request) => {
        const { since, cursor, limit = MAX_CHANGES } = request.query;
        const after = cursor === undefined ? null : decode(cursor);
        if (cursor !== undefined && after === null) throw cursorInvalid();
        // One more than asked for says whether there is a next page.
        const found = await listChanges(db, { since, after, limit: limit + 1 });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          orderIds: page.map(({ orderId }) => orderId),
          nextCursor: found.length > limit && last ? encode(last) : null,
        };
      },
    );
  };

const encode = ({ at, orderId }: ChangePosition): string =>
  Buffer.from(`v1 ${at} ${orderId}`).toString('base64url');

const FORM = /^v1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const decode = (cursor: string): ChangePosition | null => {
  const [, at, orderId] = FORM.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  return at === undefined || orderId === undefined || Number.isNaN(Date.parse(at)) ? null : { at, orderId };
};

const cursorInvalid = (): Problem =>
  new Problem({
    status: 400,
    code: 'payments/cursor-invalid',
    title: 'The cursor is not valid',
    detail: 'Take nextCursor of the page before, or none for the first page.',
  });
