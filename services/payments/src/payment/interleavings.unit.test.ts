import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Card, createWorld } from './world-for-tests.ts';

type Command =
  | { do: 'request' | 'withdraw' | 'reject' }
  | { do: 'pay'; card: Card }
  | { do: 'confirm'; confirmed: boolean }
  | { do: 'capture' | 'refund' | 'work' | 'take' | 'ask' | 'record' | 'die'; n: number };

const card = fc.constantFrom<Card>('ok', 'ok', 'declined', '3ds', 'refused', 'capture-fails', 'refund-fails');
const n = fc.nat({ max: 5 });
const step = <Name extends 'capture' | 'refund' | 'work' | 'take' | 'ask' | 'record' | 'die'>(name: Name) =>
  n.map((at): Command => ({ do: name, n: at }));
const always = (name: 'request' | 'withdraw' | 'reject') => fc.constant<Command>({ do: name });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: always('request') },
  { weight: 2, arbitrary: always('withdraw') },
  { weight: 1, arbitrary: always('reject') },
  { weight: 4, arbitrary: card.map((one): Command => ({ do: 'pay', card: one })) },
  { weight: 2, arbitrary: fc.boolean().map((confirmed): Command => ({ do: 'confirm', confirmed })) },
  { weight: 2, arbitrary: step('capture') },
  { weight: 3, arbitrary: step('refund') },
  { weight: 6, arbitrary: step('work') },
  { weight: 8, arbitrary: step('take') },
  { weight: 8, arbitrary: step('ask') },
  { weight: 8, arbitrary: step('record') },
  { weight: 1, arbitrary: step('die') },
);

const run = (world: ReturnType<typeof createWorld>, one: Command): void => {
  const { commands } = world;
  if (one.do === 'pay') commands.pay(one.card);
  else if (one.do === 'confirm') commands.confirm(one.confirmed);
  else if ('n' in one) commands[one.do](one.n);
  else commands[one.do]();
};

describe('whatever happens to a payment, in any order, with crashes between any two steps', () => {
  test('at most one hold, nothing held once closed, never more refunded than captured, and an end', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (history) => {
        const world = createWorld();
        for (const one of history) {
          run(world, one);
          world.check();
        }
        world.finish();
        assert.deepEqual(
          world.work.filter(({ kind }) => kind !== 'confirm'),
          [],
          'work without an end',
        );
        assert.notEqual(world.state().state, 'closing');
        assert.notEqual(world.state().state, 'capturing');
        for (const kind of world.told) reached.add(kind);
      }),
      { numRuns: 3_000 },
    );
    assert.deepEqual(
      [...reached].toSorted(),
      [
        'authorised',
        'captured',
        'capture-failed',
        'closed',
        'declined',
        'refund-failed',
        'refunded',
      ].toSorted(),
      'the histories did not reach everything that can be told',
    );
  });

  test('a withdrawn payment closes, and stays closed', () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 30, size: 'max' }),
        fc.array(command, { maxLength: 30, size: 'max' }),
        (before, after) => {
          const world = createWorld();
          for (const one of before) run(world, one);
          world.commands.withdraw();
          const withdrawn = ['closing', 'closed'].includes(world.state().state);
          for (const one of after) {
            run(world, one);
            world.check();
          }
          world.finish();
          if (withdrawn) assert.equal(world.state().state, 'closed');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
