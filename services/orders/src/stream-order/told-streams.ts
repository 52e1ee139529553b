import type { Database } from '@fondaco/chassis/postgres';
import { type Background, type Log, repeating } from '@fondaco/chassis/service';
import type { OrderMetrics } from '../metrics.ts';
import { createChangeNotices } from './change-notices.ts';
import { createOrderStreams, type OrderStreams } from './order-streams.ts';

const BEAT_MS = 20_000;
/** A word of another replica may get lost: what nobody told of is found after so long. */
const POLL_MS = 5_000;

/** The streams of this process, told of changes whichever replica made them. */
export const createToldStreams = (deps: {
  readonly db: Database;
  readonly metrics: OrderMetrics;
  readonly limit: number;
  /** Unlike that of any other process. */
  readonly self: string;
  readonly log: Log;
  readonly pollMs?: number;
}): {
  readonly streams: OrderStreams;
  readonly changed: (orderIds: readonly string[]) => void;
  readonly background: readonly Background[];
} => {
  const { db, metrics, limit, self, log, pollMs = POLL_MS } = deps;
  const told = createOrderStreams({ db, metrics, limit, log });
  const notices = createChangeNotices({ db, self, onChanged: (ids) => told.wake(ids), log });
  const streams: OrderStreams = {
    ...told,
    open: (...stream) => {
      const remove = told.open(...stream);
      if (remove && told.count() === 1) notices.readAlong();
      return remove;
    },
  };
  const beat = async (): Promise<void> => {
    streams.beat();
    if (streams.count() > 0) notices.readAlong();
  };
  return {
    streams,
    changed: (orderIds) => {
      streams.wake(orderIds);
      notices.changed(orderIds);
    },
    background: [
      notices.background,
      repeating({ name: 'orders.stream-beat', everyMs: BEAT_MS, work: beat, log }),
      repeating({ name: 'orders.stream-poll', everyMs: pollMs, work: async () => streams.wake(null), log }),
    ],
  };
};
