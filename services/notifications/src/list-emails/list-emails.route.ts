import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Timestamp, Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { KINDS, maskAddress, STATES } from '../email/email.ts';
import { findEmails } from '../email/email-store.ts';

const ListedEmail = Type.Object({
  emailId: Uuid,
  kind: Type.Enum(KINDS),
  orderId: Uuid,
  /** The shipment or refund that it tells of, or else the order. */
  subjectId: Uuid,
  /** Masked; null once it is erased. */
  recipient: Type.Union([Type.String(), Type.Null()]),
  language: Type.String(),
  state: Type.Enum(STATES),
  attempts: Type.Integer({ minimum: 0 }),
  reason: Type.Union([Type.String(), Type.Null()]),
  createdAt: Timestamp,
  settledAt: Type.Union([Timestamp, Type.Null()]),
});

export const listEmailsRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/emails',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listEmails',
          summary: 'List the e-mails about an order',
          description: 'Oldest first. Whom they went to is masked.',
          querystring: Type.Object({ orderId: Uuid }, { additionalProperties: false }),
          response: { 200: Type.Object({ emails: Type.Array(ListedEmail) }) },
        },
      },
      async (request) => {
        const found = await findEmails(db, request.query.orderId);
        return {
          emails: found.map((email) => ({
            ...email,
            recipient: email.recipient === null ? null : maskAddress(email.recipient),
            createdAt: email.createdAt.toISOString(),
            settledAt: email.settledAt?.toISOString() ?? null,
          })),
        };
      },
    );
  };
