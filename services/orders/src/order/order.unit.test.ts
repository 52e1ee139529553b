import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrderState } from '@fondaco/contracts/http/orders';
import fc from 'fast-check';
import {
  advance,
  hasEnded,
  isCancellable,
  isFinal,
  isWaiting,
  newOrder,
  nextStep,
  TRIGGERS,
  type Trigger,
} from './order.ts';

test('a new order is pending, with the beginning of its timeline', () => {
  const at = new Date('2026-11-23T10:00:00Z');
  const quote = { kind: 'quoted' as const, lines: [], total: { amountMinor: 0, currency: 'GBP' } };
  const delivery = { name: 'Ada', line1: '1 Street', city: 'London', country: 'GB' };
  const body = { lines: [], email: 'ada@example.org', delivery, reference: '536365' };
  const order = newOrder('id', quote, body, { cause: 'a request', at });
  assert.deepEqual(order, {
    orderId: 'id',
    state: 'pending',
    final: false,
    reference: '536365',
    email: 'ada@example.org',
    language: 'en',
    delivery,
    lines: [],
    total: quote.total,
    cancellable: true,
    shipments: [],
    refunds: [],
    shortages: [],
    timeline: [
      {
        seq: 1,
        state: 'pending',
        cause: 'a request',
        actor: 'customer',
        detail: null,
        at: '2026-11-23T10:00:00.000Z',
      },
    ],
    placedAt: '2026-11-23T10:00:00.000Z',
  });
});

/** Every state with what moves it, and where; then what changes nothing. All else cannot happen. */
const TABLE: Record<OrderState, { moves: Partial<Record<Trigger, OrderState[]>>; late: Trigger[] }> = {
  pending: {
    moves: {
      'reservation-accepted': ['reserved'],
      'reservation-refused': ['rejected'],
      cancel: ['cancelling'],
      expire: ['expiring'],
    },
    late: ['payment-declined'],
  },
  reserved: {
    moves: {
      'payment-authorised': ['authorised', 'confirmed'],
      'payment-declined': ['reserved'],
      cancel: ['cancelling'],
      expire: ['expiring'],
    },
    late: ['reservation-accepted'],
  },
  authorised: {
    moves: { confirm: ['confirmed'], cancel: ['cancelling'] },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined'],
  },
  confirmed: {
    moves: { cancel: ['cancelling'], ship: ['shipping'] },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined', 'capture-failed'],
  },
  shipping: {
    moves: { 'ship-part': ['partly-shipped'], 'ship-rest': ['shipped'], 'capture-failed': ['confirmed'] },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined'],
  },
  'partly-shipped': {
    moves: {
      'ship-part': ['partly-shipped'],
      'ship-rest': ['shipped'],
      refund: ['partly-shipped'],
      'refund-settled': ['partly-shipped'],
      'refund-settled-nothing-to-ship': ['shipped'],
      'refund-settled-all': ['refunded'],
      'refund-failed': ['partly-shipped'],
    },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined', 'capture-failed'],
  },
  shipped: {
    moves: {
      deliver: ['delivered'],
      refund: ['shipped'],
      'refund-settled': ['shipped'],
      'refund-settled-all': ['refunded'],
      'refund-failed': ['shipped'],
    },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined', 'capture-failed'],
  },
  delivered: {
    moves: {
      refund: ['delivered'],
      'refund-settled': ['delivered'],
      'refund-settled-all': ['refunded'],
      'refund-failed': ['delivered'],
    },
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined', 'capture-failed', 'deliver'],
  },
  cancelling: {
    moves: { 'payment-closed': ['cancelled'] },
    late: [
      'reservation-accepted',
      'reservation-refused',
      'payment-authorised',
      'payment-declined',
      'capture-failed',
      'cancel',
    ],
  },
  cancelled: {
    moves: {},
    late: [
      'reservation-accepted',
      'reservation-refused',
      'payment-authorised',
      'payment-declined',
      'payment-closed',
      'capture-failed',
      'cancel',
    ],
  },
  expiring: {
    moves: { 'payment-closed': ['expired'] },
    late: [
      'reservation-accepted',
      'reservation-refused',
      'payment-authorised',
      'payment-declined',
      'capture-failed',
    ],
  },
  expired: {
    moves: {},
    late: [
      'reservation-accepted',
      'reservation-refused',
      'payment-authorised',
      'payment-declined',
      'payment-closed',
      'capture-failed',
    ],
  },
  rejected: { moves: {}, late: ['reservation-refused', 'payment-declined', 'payment-closed'] },
  refunded: {
    moves: {},
    late: ['reservation-accepted', 'payment-authorised', 'payment-declined', 'capture-failed'],
  },
};
const STATES = Object.keys(TABLE) as OrderState[];
const statesWhere = (is: (state: OrderState) => boolean): OrderState[] => STATES.filter(is);

describe('the order process', () => {
  for (const state of STATES) {
    for (const trigger of TRIGGERS) {
      const { moves, late } = TABLE[state];
      const states = moves[trigger];
      const outcome = states?.join(', ') ?? (late.includes(trigger) ? 'late' : 'illegal');
      test(`${trigger} of a ${state} order: ${outcome}`, () => {
        const progress = advance(state, trigger);
        if (!states) return assert.deepEqual(progress, { kind: outcome });
        assert.deepEqual(progress, { kind: 'moved', state: states.at(-1), states });
      });
    }
  }

  test('has nothing due of its own accord but the confirmation of what is authorised', () => {
    assert.deepEqual(
      statesWhere((state) => nextStep({ state }) !== null),
      ['authorised'],
    );
    assert.equal(nextStep({ state: 'authorised' }), 'confirm');
  });

  test('waits in six states, and can change no more in four', () => {
    const waiting = ['pending', 'reserved', 'authorised', 'shipping', 'cancelling', 'expiring'];
    assert.deepEqual(statesWhere(isWaiting), waiting);
    assert.deepEqual(
      statesWhere(isFinal),
      STATES.filter((state) => !waiting.includes(state)),
    );
    assert.deepEqual(statesWhere(hasEnded), ['cancelled', 'expired', 'rejected', 'refunded']);
  });

  test('can be cancelled until it begins to ship', () => {
    assert.deepEqual(statesWhere(isCancellable), ['pending', 'reserved', 'authorised', 'confirmed']);
  });
});

describe('whatever comes, in whatever order, as often as it likes', () => {
  /** Where an order gets to; every state that it passes, its first included. */
  const run = (triggers: readonly Trigger[]): OrderState[] => {
    const passed: OrderState[] = ['pending'];
    for (const trigger of triggers) {
      const progress = advance(passed.at(-1) ?? 'pending', trigger);
      if (progress.kind === 'moved') passed.push(...progress.states);
    }
    return passed;
  };
  const history = fc.array(fc.constantFrom(...TRIGGERS), { maxLength: 60 });
  const BEFORE_CONFIRMATION: Trigger[] = [
    'reservation-accepted',
    'reservation-refused',
    'payment-authorised',
    'payment-declined',
    'payment-closed',
    'cancel',
    'expire',
  ];

  test('what has ended stays as it is', () => {
    fc.assert(
      fc.property(history, (triggers) => {
        const passed = run(triggers);
        const end = passed.findIndex(hasEnded);
        if (end !== -1) assert.equal(end, passed.length - 1);
      }),
    );
  });

  test('an order that was given up is never confirmed, and one that was refused never charged', () => {
    fc.assert(
      fc.property(history, (triggers) => {
        const passed = run(triggers);
        const givenUp = passed.findIndex((state) => ['cancelling', 'expiring', 'rejected'].includes(state));
        if (givenUp === -1) return;
        const after = passed.slice(givenUp + 1);
        assert.ok(after.every((state) => state === 'cancelled' || state === 'expired'));
      }),
    );
  });

  test('stock is released only after payments has said that nothing can be charged', () => {
    fc.assert(
      fc.property(history, (triggers) => {
        let state: OrderState = 'pending';
        for (const trigger of triggers) {
          const progress = advance(state, trigger);
          if (progress.kind !== 'moved') continue;
          const released = progress.state === 'cancelled' || progress.state === 'expired';
          assert.equal(released, trigger === 'payment-closed');
          state = progress.state;
        }
      }),
    );
  });

  test('nothing ships that was not confirmed, and nothing is confirmed that was not reserved and paid', () => {
    const BEFORE: Partial<Record<OrderState, OrderState>> = {
      authorised: 'reserved',
      confirmed: 'authorised',
      shipping: 'confirmed',
      delivered: 'shipped',
    };
    fc.assert(
      fc.property(history, (triggers) => {
        const passed = run(triggers);
        passed.forEach((state, position) => {
          const needed = BEFORE[state];
          if (needed) assert.ok(passed.slice(0, position).includes(needed), `${state} without ${needed}`);
        });
      }),
    );
  });

  test('once all questions are answered, an order is in exactly one end: confirmed, or given up', () => {
    const ANSWERS: Partial<Record<OrderState, Trigger>> = {
      pending: 'reservation-accepted',
      reserved: 'expire',
      cancelling: 'payment-closed',
      expiring: 'payment-closed',
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...BEFORE_CONFIRMATION), { maxLength: 30 }), (triggers) => {
        let state = run(triggers).at(-1) ?? 'pending';
        for (let answer = ANSWERS[state]; answer; answer = ANSWERS[state]) {
          const progress = advance(state, answer);
          assert.equal(progress.kind, 'moved');
          if (progress.kind === 'moved') state = progress.state;
        }
        assert.ok(['confirmed', 'rejected', 'cancelled', 'expired'].includes(state), state);
      }),
    );
  });

  test('the same again changes nothing, but for another decline, shipment or refund', () => {
    const REPEATABLE: Trigger[] = [
      'payment-declined',
      'ship-part',
      'refund',
      'refund-settled',
      'refund-failed',
    ];
    fc.assert(
      fc.property(history, fc.constantFrom(...TRIGGERS), (triggers, trigger) => {
        if (REPEATABLE.includes(trigger)) return;
        assert.deepEqual(run([...triggers, trigger, trigger]), run([...triggers, trigger]));
      }),
    );
  });
});
