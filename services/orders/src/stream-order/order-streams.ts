import type { Queryable } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { OrderState, OrderTransition } from '@fondaco/contracts/http/orders';
import type { OrderMetrics } from '../metrics.ts';
import { hasEnded } from '../order/order.ts';
import { findStepsAfter, type TimelineRow } from '../order/timeline-store.ts';

/** One client that is told of an order. */
export type Listener = {
  step(transition: OrderTransition): void;
  /** So that nobody takes the silence for a dead connection. */
  beat(): void;
  end(): void;
};

export type OrderStreams = {
  /** Null when there are too many, or when the process is about to end. Answers how to take the listener away. */
  open(
    order: { readonly orderId: string; readonly state: OrderState },
    after: number,
    listener: Listener,
  ): (() => void) | null;
  /** Of null: of any order. */
  wake(orderIds: readonly string[] | null): void;
  /** Ends those that have been open for so long that their tokens are not valid any more. */
  beat(): void;
  /** How many are open. */
  count(): number;
  /** Ends all, and lets none begin. */
  close(): void;
};

/** As long as an access token is valid: whoever comes back with a new one goes on where it ended. */
const LIFETIME_MS = 15 * 60_000;

type Stream = Listener & { readonly orderId: string; readonly began: number; seq: number; state: OrderState };

/** All that listen to orders in this process. They are told by one query for all, however many are woken. */
export const createOrderStreams = (deps: {
  readonly db: Queryable;
  readonly metrics: Pick<OrderMetrics, 'streamsOpen'>;
  readonly limit: number;
  readonly log: Log;
}): OrderStreams => {
  const { db, metrics, limit, log } = deps;
  const streams = new Map<string, Set<Stream>>();
  const woken = new Set<string>();
  let count = 0;
  let reading = false;
  let closed = false;

  const remove = (stream: Stream): void => {
    const others = streams.get(stream.orderId);
    if (!others?.delete(stream)) return;
    if (others.size === 0) streams.delete(stream.orderId);
    count -= 1;
    metrics.streamsOpen(count);
  };

  const end = (stream: Stream): void => {
    remove(stream);
    stream.end();
  };

  const tell = (stream: Stream, rows: readonly TimelineRow[]): void => {
    for (const { orderId: _, at, ...step } of rows) {
      if (step.seq <= stream.seq) continue;
      stream.seq = step.seq;
      stream.state = step.state;
      stream.step({ ...step, at: at.toISOString() });
    }
    if (hasEnded(stream.state)) end(stream);
  };

  const read = async (orderIds: readonly string[]): Promise<void> => {
    const wanted = orderIds.flatMap((orderId) => {
      const listening = [...(streams.get(orderId) ?? [])];
      return listening.length === 0
        ? []
        : [{ orderId, after: Math.min(...listening.map((stream) => stream.seq)), listening }];
    });
    if (wanted.length === 0) return;
    const rows = Map.groupBy(await findStepsAfter(db, wanted), (row) => row.orderId);
    for (const { orderId, listening } of wanted)
      for (const stream of listening) tell(stream, rows.get(orderId) ?? []);
  };

  const readWoken = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      while (woken.size > 0) {
        const orderIds = [...woken];
        woken.clear();
        await read(orderIds);
      }
    } catch (error) {
      log.warn({ err: error }, 'streams of orders could not be told of changes, and will be later');
    } finally {
      reading = false;
    }
  };

  const wake: OrderStreams['wake'] = (orderIds) => {
    if (count === 0) return;
    for (const orderId of orderIds ?? streams.keys()) if (streams.has(orderId)) woken.add(orderId);
    if (woken.size > 0) void readWoken();
  };

  const all = (): Stream[] => [...streams.values()].flatMap((some) => [...some]);

  return {
    open: ({ orderId, state }, after, listener) => {
      if (closed || count >= limit) return null;
      const stream: Stream = { ...listener, orderId, state, seq: after, began: performance.now() };
      const others = streams.get(orderId);
      if (others) others.add(stream);
      else streams.set(orderId, new Set([stream]));
      count += 1;
      metrics.streamsOpen(count);
      wake([orderId]);
      return () => remove(stream);
    },
    wake,
    beat: () => {
      for (const stream of all()) {
        if (performance.now() - stream.began > LIFETIME_MS) end(stream);
        else stream.beat();
      }
    },
    count: () => count,
    close: () => {
      closed = true;
      for (const stream of all()) end(stream);
    },
  };
};
