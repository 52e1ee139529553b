import { type HttpServer, Problem, type Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { WrongSignature } from '../provider/payment-provider.ts';
import type { ReceiveWebhook } from './receive-webhook.ts';

const BODY_LIMIT_BYTES = 256 * 1024;

/** The signature is over the bytes as they came: this route alone gets them unread. */
export const receiveWebhookRoute =
  (receiveWebhook: ReceiveWebhook, provider: string): Routes =>
  (http) => {
    void http.register(async (scope: HttpServer) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      scope.post(
        '/v1/webhooks/:provider',
        {
          config: { access: ['public'] },
          bodyLimit: BODY_LIMIT_BYTES,
          schema: {
            operationId: 'receiveWebhook',
            summary: 'What the payment provider tells us, signed by it',
            description: 'Stored before it is acknowledged; the same event again changes nothing.',
            params: Type.Object({ provider: Type.String({ maxLength: 40 }) }),
            response: { 200: Type.Object({}) },
          },
        },
        async (request) => {
          if (request.params.provider !== provider) throw noSuchProvider();
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          await receiveWebhook(body, firstOfEach(request.headers)).catch(answer);
          return {};
        },
      );
    });
  };

const firstOfEach = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );

const answer = (error: unknown): never => {
  throw error instanceof WrongSignature ? wrongSignature() : error;
};

const wrongSignature = (): Problem =>
  new Problem({
    status: 400,
    code: 'payments/webhook-signature',
    title: 'The signature is not the provider’s, or too old',
    detail: 'Sign the body as it is sent, with the secret of this endpoint, and send it at once.',
  });

const noSuchProvider = (): Problem =>
  new Problem({
    status: 404,
    code: 'payments/no-such-provider',
    title: 'No such provider takes payments here',
  });
