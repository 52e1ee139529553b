import type { Routes } from '@fondaco/chassis/service';
import type { FastifyReply } from 'fastify';
import PostalMime from 'postal-mime';
import { Type } from 'typebox';
import { STYLE } from '../../page/style.ts';
import { noSuchMessage } from '../api/message-routes.ts';
import type { Mailbox } from '../mailbox/mailbox-store.ts';
import { listPage, mailPage } from './pages.ts';

const PER_PAGE = 50;

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A mail may bring its styles, and nothing that runs, loads or tells anybody that it was read. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

const Id = Type.Object({ id: Type.Integer() });
const Filter = Type.Optional(Type.String({ maxLength: 320 }));

/** What people look at. */
export const pageRoutes =
  (mailbox: Mailbox): Routes =>
  (http) => {
    const options = { config: { access: ['public' as const] } };

    http.get(
      '/',
      {
        ...options,
        schema: {
          querystring: Type.Object({
            to: Filter,
            subject: Filter,
            before: Type.Optional(Type.Integer({ minimum: 1 })),
          }),
        },
      },
      async (request, reply) => {
        const { to = '', subject = '', before } = request.query;
        const found = mailbox.list({ to, subject, before, limit: PER_PAGE + 1 });
        const mails = found.slice(0, PER_PAGE);
        const last = found.length > PER_PAGE ? mails.at(-1) : undefined;
        const older = last ? `/?${new URLSearchParams({ to, subject, before: String(last.id) })}` : null;
        return send(
          reply,
          'text/html',
          PAGE_POLICY,
          listPage({ mails, summary: mailbox.summary(), to, subject, older }),
        );
      },
    );

    http.get('/messages/:id', { ...options, schema: { params: Id } }, async (request, reply) => {
      const found = mailbox.find(request.params.id);
      if (!found) throw noSuchMessage();
      const { raw, ...mail } = found;
      const { text = '', html, from } = await PostalMime.parse(raw);
      const sender = from?.address === undefined ? '' : `${from.name} <${from.address}>`;
      return send(
        reply,
        'text/html',
        PAGE_POLICY,
        mailPage({ mail, from: sender, text, hasHtml: Boolean(html) }),
      );
    });

    http.get('/messages/:id/html', { ...options, schema: { params: Id } }, async (request, reply) => {
      const found = mailbox.find(request.params.id);
      if (!found) throw noSuchMessage();
      const { html = '' } = await PostalMime.parse(found.raw);
      return send(reply, 'text/html', MAIL_POLICY, html);
    });

    http.get('/messages/:id/raw', { ...options, schema: { params: Id } }, async (request, reply) => {
      const found = mailbox.find(request.params.id);
      if (!found) throw noSuchMessage();
      return send(reply, 'text/plain', MAIL_POLICY, Buffer.from(found.raw).toString('utf8'));
    });

    http.get('/style.css', options, async (_, reply) => send(reply, 'text/css', PAGE_POLICY, STYLE));
  };

const send = (reply: FastifyReply, type: string, policy: string, body: string): FastifyReply =>
  reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .send(body);
