import { Type } from 'typebox';
import { answerCustomer } from '../payment/payment.ts';
import type { Sandbox } from '../sandbox.ts';
import type { BrowserRoutes } from './browser-routes.ts';
import { confirmPage, notFoundPage, pageHeaders, settledPage } from './confirm-page.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Decision = Type.Object({
  decision: Type.Union([Type.Literal('confirm'), Type.Literal('refuse')]),
});

/** `/confirm/{id}`: the 3-D-Secure-like page, and what its buttons do. Both lead back to the shop. */
export const confirmRoutes =
  (sandbox: Sandbox): BrowserRoutes =>
  (http) => {
    const headers = pageHeaders(sandbox.shopOrigin);
    http.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    );
    http.get('/confirm/:id', { schema: { params: Params } }, async (request, reply) => {
      const payment = sandbox.payments.find(request.params.id);
      reply.headers(headers);
      if (payment === undefined) return reply.code(404).send(notFoundPage());
      return reply.send(
        payment.state === 'action-required' ? confirmPage(payment) : settledPage(payment.returnUrl),
      );
    });
    http.post('/confirm/:id', { schema: { params: Params, body: Decision } }, async (request, reply) => {
      const confirmed = request.body.decision === 'confirm';
      const payment = sandbox.db.transaction(() => {
        const found = sandbox.payments.find(request.params.id);
        // A second press of a button changes nothing and leads to the same place.
        if (found !== undefined) {
          sandbox.ledger.change(found, (p, now) => answerCustomer(p, confirmed, now), sandbox.now());
        }
        return found;
      });
      if (payment === undefined) return reply.code(404).headers(headers).send(notFoundPage());
      sandbox.webhooks.wake();
      return reply.redirect(payment.returnUrl, 303);
    });
  };
