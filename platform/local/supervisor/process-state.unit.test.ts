import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameOfState, nextStep, type ProcessEvent, type ProcessState } from './process-state.ts';
import { restartDelay, restartPolicy } from './restart-policy.ts';

const policy = restartPolicy;
const after = (state: ProcessState, ...events: (ProcessEvent | [ProcessEvent, number])[]) =>
  events.reduce<ReturnType<typeof nextStep>>(
    ({ state: current }, event) => {
      const [name, now] = Array.isArray(event) ? event : ([event, 0] as const);
      return nextStep(current, name, now, policy);
    },
    { state, action: { do: 'nothing' } },
  );
const stopped: ProcessState = { kind: 'stopped' };

test('a process that ends is started again after a delay that doubles', () => {
  const first = after(stopped, 'start-asked', 'ended');
  assert.deepEqual(first.action, { do: 'wait', ms: 500 });
  assert.deepEqual(after(first.state, 'wait-over').action, { do: 'spawn' });
  assert.deepEqual(after(first.state, 'wait-over', 'ended').action, { do: 'wait', ms: 1000 });
  assert.deepEqual(after(first.state, 'wait-over', 'became-ready', 'ended').action, { do: 'wait', ms: 1000 });
});

test('the delay ends at 30 s', () => {
  assert.deepEqual(
    [1, 2, 6, 7, 40, 4000].map((failures) => restartDelay(policy, failures)),
    [500, 1000, 16_000, 30_000, 30_000, 30_000],
  );
});

test('a failure after a stable time counts as the first', () => {
  const ready: ProcessState = { kind: 'ready', failures: 6, since: 1000 };
  assert.deepEqual(after(ready, ['ended', 10_999]).action, { do: 'wait', ms: 30_000 });
  assert.deepEqual(after(ready, ['ended', 11_000]).action, { do: 'wait', ms: 500 });
});

test('a process that was told to stop is not started again', () => {
  for (const running of ['starting', 'ready'] as const) {
    const state = after(stopped, 'start-asked', ...(running === 'ready' ? (['became-ready'] as const) : []));
    const stopping = after(state.state, 'stop-asked');
    assert.deepEqual(stopping.action, { do: 'ask-to-end' });
    assert.deepEqual(after(stopping.state, 'ended'), { state: stopped, action: { do: 'nothing' } });
  }
  assert.deepEqual(after({ kind: 'waiting', failures: 2 }, 'stop-asked').state, stopped);
});

test('a start asked for while it stops follows the stop', () => {
  const state = after(stopped, 'start-asked', 'became-ready', 'stop-asked', 'start-asked');
  assert.equal(state.action.do, 'nothing');
  assert.deepEqual(after(state.state, 'ended').action, { do: 'spawn' });
  assert.deepEqual(after(state.state, 'stop-asked', 'ended').state, stopped);
});

test('one that does not become ready in time is killed and tried again', () => {
  const overdue = after(stopped, 'start-asked', 'ready-overdue');
  assert.deepEqual(overdue.action, { do: 'kill' });
  assert.equal(after(overdue.state, 'ended').action.do, 'wait');
});

test('a start asked for ends the waiting', () => {
  assert.deepEqual(after({ kind: 'waiting', failures: 7 }, 'start-asked').action, { do: 'spawn' });
});

test('it is called failed after five failures in a row, and is still tried', () => {
  assert.equal(nameOfState({ kind: 'waiting', failures: 4 }), 'restarting');
  assert.equal(nameOfState({ kind: 'waiting', failures: 5 }), 'failed');
  assert.equal(after({ kind: 'waiting', failures: 5 }, 'wait-over').action.do, 'spawn');
});

test('whatever happens, there is never a second process beside a running one', () => {
  const events: ProcessEvent[] = [
    'start-asked',
    'stop-asked',
    'became-ready',
    'ready-overdue',
    'ended',
    'wait-over',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
      let state: ProcessState = stopped;
      let running = false;
      for (const event of sequence) {
        // Only a running process can end or become ready.
        if (!running && ['ended', 'became-ready', 'ready-overdue'].includes(event)) continue;
        if (event === 'ended') running = false;
        const step = nextStep(state, event, 0, policy);
        state = step.state;
        if (step.action.do === 'spawn') {
          assert.equal(running, false);
          running = true;
        }
        assert.equal(running, state.kind !== 'stopped' && state.kind !== 'waiting');
      }
    }),
  );
});
