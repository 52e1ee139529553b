import type { LookupFunction } from 'node:net';
import type { Background, Log } from '@fondaco/chassis/service';
import { Pool } from 'undici';
import type { Faults } from '../faults/faults.ts';
import type { SandboxMetrics } from '../metrics.ts';
import type { Notices, WaitingNotice } from './notice-store.ts';
import { signatureOf } from './signature.ts';

const AT_ONCE = 16;
const ANSWER_MS = 5_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 15_000;

/** Sends what is due until it is acknowledged; what was written down survives the process. */
export type Webhooks = Background & {
  /** Something was written down, due after the usual delay or later. */
  wake(): void;
};

export const createWebhooks = (options: {
  readonly notices: Notices;
  readonly faults: Faults;
  readonly url: string;
  readonly authority: string | undefined;
  /** Instead of looking the host up. */
  readonly address: string | undefined;
  readonly secret: string;
  readonly delayMs: number;
  readonly now: () => Date;
  readonly metrics: SandboxMetrics;
  readonly log: Log;
}): Webhooks => {
  const { notices, metrics, log } = options;
  const target = new URL(options.url);
  const pool = new Pool(target.origin, {
    connections: AT_ONCE,
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    connect: {
      timeout: 2_000,
      ...(options.authority === undefined ? {} : { ca: options.authority }),
      ...(options.address === undefined ? {} : { lookup: always(options.address) }),
    },
  });
  const underWay = new Map<number, Promise<void>>();
  let running = false;
  /** Whether more is due than may be under way at once. */
  let someWait = false;
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;

  const post = async (body: string): Promise<number> => {
    const answer = await pool.request({
      method: 'POST',
      path: target.pathname,
      headers: {
        'content-type': 'application/json',
        'sandbox-signature': signatureOf(body, options.secret, options.now()),
      },
      body,
    });
    await answer.body.dump();
    return answer.statusCode;
  };

  const send = async (notice: WaitingNotice): Promise<void> => {
    let reason: unknown;
    try {
      const status = await post(notice.body);
      if (status >= 200 && status < 300) {
        metrics.webhooks.inc({ outcome: 'acknowledged' });
        return notices.delete(notice.number);
      }
      reason = `answered ${status}`;
    } catch (error) {
      reason = error;
    }
    metrics.webhooks.inc({ outcome: 'failed' });
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** notice.tries, LAST_RETRY_MS);
    const again = options.now().getTime() + waitMs;
    notices.postpone(notice.number, again);
    wakeAt(again);
    log.debug({ err: reason, tries: notice.tries + 1 }, 'webhook not acknowledged');
  };

  const sendDue = (): void => {
    if (!running) return;
    const now = options.now();
    if (options.faults.outage(now) !== null) {
      wakeAt(options.faults.outageEndsAt());
      return;
    }
    const free = AT_ONCE - underWay.size;
    // Those under way are still in the table, and are the oldest in it.
    const due = free === 0 ? [] : notices.due(now.getTime(), AT_ONCE * 2);
    const fresh = due.filter(({ number }) => !underWay.has(number));
    someWait = fresh.length > free || free === 0;
    for (const notice of fresh.slice(0, free)) {
      const sending = send(notice).finally(() => {
        underWay.delete(notice.number);
        if (someWait) wakeAt(options.now().getTime());
      });
      underWay.set(notice.number, sending);
    }
    const next = notices.nextDueAt(now.getTime());
    if (next !== null) wakeAt(next);
  };

  const wakeAt = (at: number): void => {
    if (!running || at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(
      () => {
        wakesAt = Number.POSITIVE_INFINITY;
        sendDue();
      },
      Math.max(0, at - options.now().getTime()),
    );
  };

  return {
    name: 'webhooks',
    wake: () => wakeAt(options.now().getTime() + options.delayMs),
    start: async () => {
      running = true;
      sendDue();
    },
    stop: async () => {
      running = false;
      clearTimeout(timer);
      await Promise.all(underWay.values());
      await pool.close();
    },
  };
};

/** Every host is at this one IPv4 address. */
const always =
  (address: string): LookupFunction =>
  (_, { all }, answer) =>
    all ? answer(null, [{ address, family: 4 }]) : answer(null, address, 4);
