import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually, testKafka } from './index.ts';

it('a test has topics of its own, into which it writes and from which it reads', async () => {
  const [first, second] = await Promise.all([testKafka(['orders.order']), testKafka(['orders.order'])]);
  await first.produce('orders.order', { key: 'o1', value: { total: 5 }, headers: { ce_type: 'placed' } });
  await eventually(async () => {
    const messages = await first.read('orders.order');
    assert.deepEqual(
      messages.map(({ key, value, headers }) => ({ key, value, headers })),
      [{ key: 'o1', value: { total: 5 }, headers: { ce_type: 'placed' } }],
    );
  });
  assert.deepEqual(await second.read('orders.order'), []);
  await Promise.all([first.close(), second.close()]);
});
