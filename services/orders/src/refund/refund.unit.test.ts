import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { LineUnits } from '../order/order-line-store.ts';
import { planShipment, shipsTheRest, unitsToShip } from '../shipment/shipment.ts';
import { planRefund, settlementOf } from './refund.ts';

const line = (sku: string, quantity: number, changes: Partial<LineUnits> = {}): LineUnits => ({
  sku,
  name: sku,
  quantity,
  unitPriceMinor: 100,
  shipped: 0,
  cancelled: 0,
  refunded: 0,
  ...changes,
});

describe('a refund', () => {
  test('cancels the units that have not shipped first', () => {
    const plan = planRefund([line('A', 5, { shipped: 3 })], [], [{ sku: 'A', quantity: 3 }]);
    assert.deepEqual(plan, {
      kind: 'planned',
      lines: [{ sku: 'A', quantity: 3 }],
      cancelled: [{ sku: 'A', quantity: 2 }],
      amountMinor: 300,
    });
  });

  test('leaves out what another one has under way', () => {
    const plan = planRefund([line('A', 5, { shipped: 5 })], [{ sku: 'A', quantity: 4 }], undefined);
    assert.equal(plan.kind === 'planned' && plan.amountMinor, 100);
  });

  test('leaves a delivered order delivered, until all of it has gone back', () => {
    const some = [line('A', 2, { shipped: 2, refunded: 1 })];
    assert.equal(settlementOf('delivered', some), 'refund-settled');
    assert.equal(
      settlementOf('delivered', [line('A', 2, { shipped: 2, refunded: 2 })]),
      'refund-settled-all',
    );
  });

  test('of the last units that had not shipped makes a part shipment a whole one', () => {
    const lines = [line('A', 2, { shipped: 1, cancelled: 1, refunded: 1 })];
    assert.equal(settlementOf('partly-shipped', lines), 'refund-settled-nothing-to-ship');
    assert.equal(settlementOf('shipped', lines), 'refund-settled');
  });
});

/** What happens to the lines of a paid order, in some order. */
const happening = fc.record({
  what: fc.constantFrom('ship', 'refund', 'settle', 'fail'),
  sku: fc.constantFrom('A', 'B'),
  quantity: fc.integer({ min: 1, max: 6 }),
});

test('whatever is shipped, refunded and refused: units and amounts are never more than were sold', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      let lines = [line('A', 5, { unitPriceMinor: 333 }), line('B', 3, { unitPriceMinor: 1 })];
      const total = 5 * 333 + 3;
      const underWay: { lines: { sku: string; quantity: number }[]; amountMinor: number }[] = [];
      let paidBack = 0;
      const add = (to: 'shipped' | 'cancelled' | 'refunded', units: { sku: string; quantity: number }[]) => {
        lines = lines.map((one) => ({
          ...one,
          [to]: one[to] + (units.find((some) => some.sku === one.sku)?.quantity ?? 0),
        }));
      };
      for (const { what, ...wanted } of happenings) {
        if (what === 'ship') {
          const plan = planShipment(lines, [wanted]);
          if (plan.kind !== 'planned') continue;
          const rest = shipsTheRest(lines, plan.lines);
          add('shipped', plan.lines);
          assert.equal(
            rest,
            lines.every((one) => unitsToShip(one) === 0),
          );
        } else if (what === 'refund') {
          const requested = underWay.flatMap((refund) => refund.lines);
          const plan = planRefund(lines, requested, [wanted]);
          if (plan.kind !== 'planned') continue;
          add('cancelled', plan.cancelled);
          underWay.push(plan);
          const asked = underWay.flatMap((refund) => refund.lines).filter((one) => one.sku === wanted.sku);
          const covered = asked.reduce((sum, one) => sum + one.quantity, 0);
          for (const one of lines.filter(({ sku }) => sku === wanted.sku && plan.cancelled.length > 0))
            assert.ok(one.cancelled <= one.refunded + covered, 'more units cancelled than paid back');
        } else {
          const refund = underWay.shift();
          if (!refund || what === 'fail') continue;
          add('refunded', refund.lines);
          paidBack += refund.amountMinor;
        }
        for (const one of lines) {
          assert.ok(one.shipped + one.cancelled <= one.quantity, 'more units than there are');
          assert.ok(one.refunded <= one.quantity, 'more refunded than sold');
        }
        const owed = lines.reduce((sum, one) => sum + one.refunded * one.unitPriceMinor, 0);
        assert.equal(paidBack, owed);
        const asked = underWay.reduce((sum, refund) => sum + refund.amountMinor, 0);
        assert.ok(paidBack + asked <= total);
      }
      const rest = planRefund(
        lines,
        underWay.flatMap((refund) => refund.lines),
        undefined,
      );
      const asked = underWay.reduce((sum, refund) => sum + refund.amountMinor, 0);
      assert.equal(paidBack + asked + (rest.kind === 'planned' ? rest.amountMinor : 0), total);
    }),
  );
});
