import { type Event, Unprocessable } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { OrderMetrics } from './metrics.ts';
import { type Actor, advance, isWaiting, type Progress, type Shortage, type Trigger } from './order/order.ts';
import {
  type LockedOrder,
  lockOrders,
  type MovedOrder,
  type TakenStep,
  writeSteps,
} from './order/order-store.ts';

/** An order after a step, with what its events tell of it. */
export type Step = { readonly order: LockedOrder; readonly at: Date };

/** What the timeline says of a step. */
export type Because = {
  readonly cause: string;
  readonly actor: Actor;
  readonly detail?: string | null;
  readonly shortages?: readonly Shortage[];
};

type OrderEvent = Event<{ readonly orderId: string }>;

export type OrderProcess = {
  /** The order, locked until the transaction ends; null when there is none. */
  lock(
    tx: Transaction,
    orderId: string,
    options?: { readonly withLines?: boolean },
  ): Promise<LockedOrder | null>;
  /** One step of a locked order, which is recorded at the end of the transaction. Nothing is when it did not move. */
  step(
    tx: Transaction,
    order: LockedOrder,
    trigger: Trigger,
    because: Because,
  ): { readonly progress: Progress } & Step;
  /** Locks at once what a batch of events is about, for `onEvent`. */
  prepare(options?: {
    readonly withLines?: boolean;
  }): (tx: Transaction, events: readonly OrderEvent[]) => Promise<void>;
  /** The order that an event is about, locked. Throws Unprocessable when there is none. */
  orderOf(
    tx: Transaction,
    event: OrderEvent,
    options?: { readonly withLines?: boolean },
  ): Promise<LockedOrder>;
  /**
   * One step, because of an event. Null when the event came late or again and changed nothing: that is counted.
   * Throws Unprocessable when there is no such order, or when this cannot happen to it.
   */
  onEvent(
    tx: Transaction,
    event: OrderEvent,
    trigger: Trigger,
    details?: {
      readonly withLines?: boolean;
      readonly detail?: string;
      readonly shortages?: readonly Shortage[];
    },
  ): Promise<Step | null>;
  /** Counts an event that changed nothing, because it came late or again. */
  late(event: OrderEvent, order: LockedOrder): void;
};

type Work = {
  readonly locked: Map<string, LockedOrder>;
  readonly moved: Map<string, MovedOrder>;
  readonly steps: TakenStep[];
};

/**
 * The order process, whichever event or request moves it on: orders locked, the table asked, the steps recorded.
 * All steps of a transaction are written by one statement before its COMMIT.
 */
export const createOrderProcess = (deps: {
  readonly metrics: OrderMetrics;
  /** Called after the commit. */
  readonly changed: (orderIds: readonly string[]) => void;
  readonly answerSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
}): OrderProcess => {
  const { metrics, changed, answerSeconds, now, log } = deps;
  const works = new WeakMap<Transaction, Work>();

  const workOf = (tx: Transaction): Work => {
    const known = works.get(tx);
    if (known) return known;
    const work: Work = { locked: new Map(), moved: new Map(), steps: [] };
    works.set(tx, work);
    return work;
  };

  const lockAll = async (tx: Transaction, orderIds: readonly string[], withLines: boolean): Promise<void> => {
    const { locked } = workOf(tx);
    for (const order of await lockOrders(tx, orderIds, withLines)) {
      // What was moved in this transaction is not written yet.
      const known = locked.get(order.orderId);
      locked.set(order.orderId, known ? { ...order, state: known.state } : order);
    }
  };

  const lock: OrderProcess['lock'] = async (tx, orderId, { withLines = false } = {}) => {
    const { locked } = workOf(tx);
    const known = locked.get(orderId);
    if (known && (!withLines || known.lines)) return known;
    await lockAll(tx, [orderId], withLines);
    return locked.get(orderId) ?? null;
  };

  const step: OrderProcess['step'] = (tx, order, trigger, because) => {
    const at = now();
    const progress = advance(order.state, trigger);
    if (progress.kind !== 'moved') return { progress, order, at };

    const work = workOf(tx);
    if (work.steps.length === 0) {
      tx.beforeCommit(() => writeSteps(tx, [...work.moved.values()], work.steps, answerSeconds));
      tx.afterCommit(() => changed([...work.moved.keys()]));
    }
    const { orderId } = order;
    const { cause, actor, detail = null, shortages } = because;
    const after = { ...order, state: progress.state };
    const earlier = work.moved.get(orderId);
    work.locked.set(orderId, after);
    work.moved.set(orderId, {
      orderId,
      state: progress.state,
      at,
      shortages: shortages ?? earlier?.shortages ?? null,
      waiting: waitingAfter(order, after, earlier),
    });
    for (const state of progress.states) work.steps.push({ orderId, state, cause, actor, detail, at });
    tx.afterCommit(() => metrics.moved(order.state, progress.states, order.placedAt, at));
    return { progress, order: after, at };
  };

  const orderOf: OrderProcess['orderOf'] = async (tx, event, options) => {
    const order = await lock(tx, event.data.orderId, options);
    if (!order) throw new Unprocessable(`there is no order ${event.data.orderId}`);
    return order;
  };

  const late: OrderProcess['late'] = (event, { orderId, state }) => {
    log.info({ orderId, state, eventType: event.type }, 'an event came late or again and changes nothing');
    metrics.late(event.type);
  };

  return {
    lock,
    step,
    orderOf,
    late,
    prepare:
      ({ withLines = false } = {}) =>
      (tx, events) =>
        lockAll(
          tx,
          events.map((event) => event.data.orderId),
          withLines,
        ),
    onEvent: async (tx, event, trigger, { withLines = false, ...details } = {}) => {
      const order = await orderOf(tx, event, { withLines });
      const taken = step(tx, order, trigger, { cause: event.type, actor: 'system', ...details });
      if (taken.progress.kind === 'moved') return taken;
      if (taken.progress.kind === 'illegal') {
        throw new Unprocessable(`${trigger} cannot happen to an order that is ${order.state}`);
      }
      late(event, order);
      return null;
    },
  };
};

/** A reserved order keeps the row that it had while pending: on the way to a quick payment nothing is written. */
const waitingAfter = (
  before: LockedOrder,
  after: LockedOrder,
  earlier: MovedOrder | undefined,
): MovedOrder['waiting'] => {
  if (!isWaiting(after.state)) return isWaiting(before.state) || earlier ? 'ends' : 'goes-on';
  if (after.state === 'reserved') return earlier?.waiting ?? 'goes-on';
  return 'begins';
};
