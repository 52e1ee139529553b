import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, createPatience, TryAgain } from './patience.ts';

/** Time passes only while somebody waits. */
const createClock = (onPause: (ms: number) => void = () => undefined): Clock => {
  let at = 0;
  return {
    now: () => at,
    pause: async (ms) => {
      onPause(ms);
      at += ms;
    },
  };
};

test('an attempt is made again until it works', async () => {
  let attempts = 0;
  const result = await createPatience(
    () => assert.fail(),
    createClock(),
  )(async () => {
    attempts++;
    if (attempts < 3) throw new TryAgain('not yet');
    return 'done';
  });
  assert.equal(result, 'done');
  assert.equal(attempts, 3);
});

test('any other error ends it at once', async () => {
  let attempts = 0;
  const patiently = createPatience(() => assert.fail(), createClock());
  await assert.rejects(
    patiently(async () => {
      attempts++;
      throw new Error('no use');
    }),
    /no use/,
  );
  assert.equal(attempts, 1);
});

test('when nothing has worked for seconds, it says why, once in a while', async () => {
  const said: string[] = [];
  const clock = createClock();
  const patiently = createPatience((message) => said.push(message), clock);
  await patiently(async () => {
    if (clock.now() < 30_000) throw new TryAgain('the gateway gave no answer', { afterMs: 1_000 });
  });
  const seconds = said.map((message) => {
    const [, waited] = /^Still trying, for (\d+) s now: the gateway gave no answer\.$/.exec(message) ?? [];
    return Number(waited);
  });
  const [first = 0, second = 0] = seconds;
  assert.ok(first >= 3 && first <= 8, seconds.join());
  assert.ok(second >= first + 9 && second <= first + 16, seconds.join());
});

test('pauses grow to two seconds and some, and never start before they are asked to', async () => {
  const pauses: number[] = [];
  const clock = createClock((ms) => pauses.push(ms));
  await createPatience(
    () => undefined,
    clock,
  )(async () => {
    if (pauses.length < 8) throw new TryAgain('too many', { afterMs: 1_000 });
  });
  assert.ok(pauses.every((ms) => ms >= 1_050 && ms <= 4_000));
  assert.ok(Math.max(...pauses) >= 2_000);
});
