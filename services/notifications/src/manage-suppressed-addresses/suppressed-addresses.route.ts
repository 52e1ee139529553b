import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { Cursor, Line, pageOf, Timestamp } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { isAddress, normalAddress } from '../email/email.ts';
import {
  deleteSuppressed,
  findSuppressed,
  insertSuppressed,
} from '../suppressed-address/suppressed-address-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const Address = Line(320);
const SuppressedAddress = Type.Object({
  address: Type.String(),
  reason: Type.String(),
  suppressedAt: Timestamp,
});
const ADDRESSES = '/v1/suppressed-addresses';
const DEFAULT_LIMIT = 100;

/** Addresses are in bodies, never in a URL: those are logged on the way. */
export const suppressedAddressesRoute =
  (db: Database): Routes =>
  (http) => {
    const config = { access: ['staff' as const, 'service:operator' as const] };

    http.get(
      ADDRESSES,
      {
        config,
        schema: {
          operationId: 'listSuppressedAddresses',
          summary: 'List the addresses that nothing is sent to',
          querystring: Type.Object(
            {
              cursor: Type.Optional(Cursor),
              limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: DEFAULT_LIMIT })),
            },
            { additionalProperties: false },
          ),
          response: { 200: pageOf(SuppressedAddress) },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const found = await findSuppressed(db, cursor === undefined ? '' : decodeCursor(cursor), limit + 1);
        const items = found
          .slice(0, limit)
          .map((one) => ({ ...one, suppressedAt: one.suppressedAt.toISOString() }));
        const last = found.length > limit ? items.at(-1) : undefined;
        return { items, nextCursor: last === undefined ? null : encodeCursor(last.address) };
      },
    );

    http.post(
      ADDRESSES,
      {
        config,
        schema: {
          operationId: 'suppressAddress',
          summary: 'Send nothing to an address any more',
          description: 'Safe to repeat: the first reason stays.',
          body: Type.Object({ address: Address, reason: Line(200) }, { additionalProperties: false }),
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await insertSuppressed(db, addressIn(request.body.address), request.body.reason);
        return reply.code(204).send(null);
      },
    );

    http.post(
      `${ADDRESSES}/remove`,
      {
        config,
        schema: {
          operationId: 'unsuppressAddress',
          summary: 'Send to an address again',
          description: 'E-mails that were suppressed stay so.',
          body: Type.Object({ address: Address }, { additionalProperties: false }),
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        if (!(await deleteSuppressed(db, addressIn(request.body.address)))) throw notSuppressed();
        return reply.code(204).send(null);
      },
    );
  };

const addressIn = (text: string): string => {
  const address = normalAddress(text);
  if (isAddress(address)) return address;
  throw new Problem({
    status: 400,
    code: 'notifications/invalid-address',
    title: 'This is no e-mail address',
    detail: 'Give one address alone, such as ann@example.com.',
  });
};

const notSuppressed = (): Problem =>
  new Problem({
    status: 404,
    code: 'notifications/not-suppressed',
    title: 'The address is not suppressed',
  });
