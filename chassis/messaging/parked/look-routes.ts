import type { Database } from '../../postgres/index.ts';
import { Problem, type Routes, redact } from '../../service/index.ts';
import { listAuditEntries } from './audit-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import {
  countParkedByConsumer,
  findParkedMessage,
  listParkedMessages,
  type ParkedSummary,
} from './parked-message-read-store.ts';
import {
  AuditPage,
  AuditQuery,
  ParkedMessage,
  ParkedMessageListQuery,
  ParkedMessagePage,
  ParkedMessageParams,
} from './parked-message-schemas.ts';
import { maskPersonalData } from './personal-data.ts';
import { dataOf } from './quoted-data.ts';

const ACCESS = { access: ['staff', 'service:operator'] } as const;
const DEFAULT_LIMIT = 20;

/** To see what is parked, and what was done about it. */
export const lookRoutes =
  ({ db, consumers }: { readonly db: Database; readonly consumers: readonly { name: string }[] }): Routes =>
  (http) => {
    http.get(
      '/v1/parked-messages',
      {
        config: ACCESS,
        schema: {
          operationId: 'listParkedMessages',
          summary: 'List the messages that could not be processed, the earliest first',
          querystring: ParkedMessageListQuery,
          response: { 200: ParkedMessagePage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT, ...filter } = request.query;
        // One more than asked for tells whether there is a next page.
        const found = await listParkedMessages(db, {
          ...filter,
          after: position(cursor, 0),
          limit: limit + 1,
        });
        const counts = new Map((await countParkedByConsumer(db)).map((count) => [count.consumer, count]));
        const names = new Set([...consumers.map(({ name }) => name), ...counts.keys()]);
        return {
          ...pageOf(found.map(summaryAnswer), limit),
          counts: [...names].map((consumer) => ({
            consumer,
            messages: counts.get(consumer)?.messages ?? 0,
            keys: counts.get(consumer)?.keys ?? 0,
            oldestAt: counts.get(consumer)?.oldestAt.toISOString() ?? null,
          })),
        };
      },
    );

    http.get(
      '/v1/parked-messages/audit',
      {
        config: ACCESS,
        schema: {
          operationId: 'listParkedMessageAudit',
          summary: 'List what was done with parked messages, the newest first',
          querystring: AuditQuery,
          response: { 200: AuditPage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT, ...filter } = request.query;
        const before = position(cursor, Number.MAX_SAFE_INTEGER);
        const found = await listAuditEntries(db, { ...filter, before, limit: limit + 1 });
        return pageOf(
          found.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
          limit,
        );
      },
    );

    http.get(
      '/v1/parked-messages/:id',
      {
        config: ACCESS,
        schema: {
          operationId: 'readParkedMessage',
          summary: 'Look at a parked message; personal data is masked',
          params: ParkedMessageParams,
          response: { 200: ParkedMessage },
        },
      },
      async (request) => {
        const message = await findParkedMessage(db, request.params.id);
        if (!message) throw notFound();
        const { headers, payload, ...summary } = message;
        return {
          ...summaryAnswer(summary),
          headers: maskPersonalData(headers) as Record<string, string>,
          data: maskPersonalData(dataOf(payload) ?? null),
          bytes: payload?.length ?? 0,
        };
      },
    );
  };

/** A handler's reason may quote what it could not take. */
const summaryAnswer = ({ parkedAt, reason, ...summary }: ParkedSummary) => ({
  ...summary,
  reason: String(redact(reason)),
  parkedAt: parkedAt.toISOString(),
});

const position = (cursor: string | undefined, start: number): number => {
  const at = cursor === undefined ? start : decodeCursor(cursor);
  if (at === null) throw cursorInvalid();
  return at;
};

/** `found` has one row more than the page when another page follows. */
const pageOf = <Row extends { readonly id: number }>(found: readonly Row[], limit: number) => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? encodeCursor(last.id) : null };
};

const cursorInvalid = (): Problem =>
  new Problem({
    status: 400,
    code: 'parked-messages/cursor-invalid',
    title: 'The cursor is not valid',
    detail: 'Take nextCursor of the page before, or none for the first page.',
  });

const notFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'parked-messages/not-found',
    title: 'No such message is parked',
    detail: 'It may have been retried or discarded: GET /v1/parked-messages/audit?messageId=… tells.',
  });
