import { Registry } from '@prometheus-io/client';
import { v7 } from 'uuid';
import type { Database } from '../../postgres/index.ts';
import { createHttp } from '../../service/index.ts';
import { silentLog, testIdentity } from '../../testing/index.ts';
import type { Handler } from '../handler.ts';
import { parkedMessageRoutes } from '../index.ts';
import { insertParkedMessage } from '../parked-message-store.ts';

export type Answer = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers of every shape.
  readonly body: any;
};

/** The routes of a service with these consumers, asked by a member of staff if no token is given. */
export const parkedMessagesApi = async (
  db: Database,
  consumers: readonly { readonly name: string; readonly handlers: readonly Handler[] }[],
) => {
  const { identity, userToken, serviceToken } = testIdentity({ callers: ['operator', 'orders'] });
  const metrics = new Registry();
  const log = silentLog();
  const http = await createHttp({ name: 'test', log, metrics, identity });
  parkedMessageRoutes({ db, consumers, metrics, log })(http);
  await http.ready();

  const staffId = v7();
  const staff = await userToken({ userId: staffId, roles: ['customer', 'staff'] });
  const ask = async (method: 'GET' | 'POST', path: string, body: unknown, token: string) => {
    const answer = await http.inject({
      method,
      url: `/v1/parked-messages${path}`,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return { status: answer.statusCode, body: answer.json() } as Answer;
  };

  return {
    staffId,
    userToken,
    serviceToken,
    get: (path: string, token = staff) => ask('GET', path, undefined, token),
    post: (path: string, body: unknown, token = staff) => ask('POST', path, body, token),
    counted: async (consumer: string, action: string): Promise<number | undefined> => {
      const counter = await metrics.getSingleMetric('parked_message_actions_total')?.get();
      return counter?.values.find(
        ({ labels }) => labels.messaging_consumer_group_name === consumer && labels.action === action,
      )?.value;
    },
    close: () => http.close(),
  };
};

let lastOffset = 0n;

/** Puts a message among the parked ones as if a consumer had; answers its id. */
export const parkMessage = async (
  db: Database,
  message: {
    readonly consumer: string;
    readonly key: string | null;
    readonly data?: unknown;
    readonly payload?: Buffer;
    readonly topic?: string;
    readonly type?: string | null;
    readonly reason?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<number> => {
  lastOffset += 1n;
  const { consumer, key, data, type = 'test.counter.counted.v1', topic = 'test.counter' } = message;
  const eventId = v7();
  await insertParkedMessage(db, {
    consumer,
    topic,
    partition: 99,
    offset: lastOffset,
    key,
    eventId,
    type,
    headers: { ce_id: eventId, ...(type === null ? {} : { ce_type: type }), ...message.headers },
    payload: message.payload ?? Buffer.from(JSON.stringify(data ?? {})),
    reason: message.reason ?? 'behind-parked',
    attempts: 0,
  });
  const { rows } = await db.query<{ id: number }>({
    name: 'test-parked-id',
    text: 'SELECT id FROM messaging.parked_message WHERE event_id = $1',
    values: [eventId],
  });
  return rows[0]?.id ?? 0;
};
