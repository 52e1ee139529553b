import assert from 'node:assert/strict';
import type { Database } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { eventually, type TestKafka } from '@fondaco/chassis/testing';
import { publishOrderEvent } from './orders-for-tests.ts';
import { putOnSale } from './stock-for-tests.ts';
import { type History, type Life, SHELVES, SKUS } from './stock-history-for-tests.ts';

/** How many there are of the first, second, third SKU, and of the fourth again as of the first. */
const AT_FIRST = [0, 3, 40];
export const PATIENCE = { within: 120_000 };

export type Surroundings = {
  readonly db: Database;
  readonly kafka: TestKafka;
  /** Whether the units were added, once for each key. */
  readonly adjust: (sku: string, delta: number, key: string) => Promise<boolean>;
  readonly killAndStartAgain: (replica: number) => Promise<void>;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

export type Order = { readonly orderId: string; readonly life: Life; asked: number };

/** One history, on SKUs of its own: it publishes what Orders would, and knows what must come of it. */
export const createWorld = async (kill: History['kill'], surroundings: Surroundings) => {
  const { db, kafka } = surroundings;
  const prefix = newId().slice(-8).toUpperCase();
  const skus = Array.from({ length: SKUS }, (_, n) => `${prefix}-${n}`);
  const onHand = new Map(skus.map((sku, n) => [sku, AT_FIRST[n % AT_FIRST.length] ?? 0]));
  const reserved = new Map(skus.map((sku) => [sku, 0]));
  const eventIds: string[] = [];
  const orders: Order[] = [];
  let operations = 0;
  let startedAgain: Promise<void> = Promise.resolve();

  for (const [n, variants] of SHELVES.entries()) {
    const first = SHELVES.slice(0, n).reduce((sum, several) => sum + several, 0);
    const own = skus.slice(first, first + variants);
    await putOnSale(db, Object.fromEntries(own.map((sku) => [sku, onHand.get(sku) ?? 0])));
  }
  const add = (to: Map<string, number>, sku: string, units: number) =>
    to.set(sku, (to.get(sku) ?? 0) + units);

  const publish = async (
    event: Omit<Parameters<typeof publishOrderEvent>[1], 'partId'>,
    twice = false,
  ): Promise<void> => {
    const eventId = newId();
    eventIds.push(eventId);
    const whole = { ...event, partId: newId() };
    for (let times = 0; times < (twice ? 2 : 1); times++) {
      operations += 1;
      await publishOrderEvent(kafka, whole, eventId);
    }
  };
  const linesOf = ({ lines }: Life) => lines.map(({ sku, quantity }) => ({ sku: skus[sku] ?? '', quantity }));

  const answersTo = async (asked: readonly Order[]) => {
    const ids = new Map(asked.map((order) => [order.orderId, new Map<string, string>()]));
    for (const { key, headers } of await kafka.read('products.reservation')) {
      const outcome = /reservation\.(accepted|refused)/.exec(headers.ce_type ?? '')?.[1];
      if (outcome !== undefined) ids.get(key)?.set(headers.ce_id ?? '', outcome);
    }
    return ids;
  };

  const goOn = async ({ orderId, life }: Order, again: () => void): Promise<void> => {
    const open = linesOf(life);
    for (const { sku, quantity } of open) add(reserved, sku, quantity);
    for (const { kind, line, quantity, twice } of life.steps) {
      const chosen = open[line % open.length];
      if (kind === 'again') {
        again();
        await publish({ kind: 'placed', orderId, lines: linesOf(life) });
      } else if (kind === 'cancelled') {
        for (const left of open) add(reserved, left.sku, -left.quantity);
        await publish({ kind: 'cancelled', orderId, lines: [] }, twice);
        return;
      } else if ((kind === 'shipped' || kind === 'lines-cancelled') && chosen && chosen.quantity > 0) {
        const units = Math.min(quantity, chosen.quantity);
        chosen.quantity -= units;
        add(reserved, chosen.sku, -units);
        if (kind === 'shipped') add(onHand, chosen.sku, -units);
        await publish({ kind, orderId, lines: [{ sku: chosen.sku, quantity: units }] }, twice);
      }
    }
  };

  const adjust = async (sku: string, delta: number): Promise<void> => {
    operations += 1;
    if (await surroundings.adjust(sku, delta, newId())) add(onHand, sku, delta);
  };

  /** Places the wave's orders while those of the wave before go on and stock is counted, with a kill in between. */
  const run = async (
    { lives, adjustments }: History['waves'][number],
    before: readonly Order[],
    killed: boolean,
  ): Promise<readonly Order[]> => {
    const placed: Order[] = lives.map((life) => ({ orderId: newId(), life, asked: 1 }));
    orders.push(...placed);
    const killAt = operations + Math.floor((placed.length * kill.afterPercent) / 100);
    let waiting = killed;
    const killWhenDue = (): void => {
      if (!waiting || operations < killAt) return;
      waiting = false;
      startedAgain = surroundings.killAndStartAgain(kill.replica);
    };
    const outcomes = await answersTo(before);
    const accepted = before.filter(
      ({ orderId }) => [...(outcomes.get(orderId)?.values() ?? [])][0] === 'accepted',
    );
    await Promise.all([
      inLanes(16, placed, async (order) => {
        await publish({ kind: 'placed', orderId: order.orderId, lines: linesOf(order.life) });
        killWhenDue();
      }),
      inLanes(16, accepted, (order) =>
        goOn(order, () => {
          order.asked += 1;
        }),
      ),
      inLanes(8, adjustments, ({ sku, delta }) => adjust(skus[sku] ?? '', delta)),
    ]);
    await startedAgain;
    await eventually(async () => {
      const answers = await answersTo(placed);
      assert.ok(
        [...answers.values()].every((outcome) => outcome.size > 0),
        'some order has no answer',
      );
    }, PATIENCE);
    return placed;
  };

  return { skus, onHand, reserved, eventIds, orders, run, answersTo, operations: () => operations };
};

const inLanes = async <Item>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of left) await work(item);
    }),
  );
};
