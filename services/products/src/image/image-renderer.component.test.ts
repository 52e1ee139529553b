import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImageRenderer, ImageRendererUnavailable } from './image-renderer.ts';
import { renderVariants } from './render-variants.ts';
import { photo, plain } from './testing/pictures.ts';

test('a process of its own renders what this one would', async () => {
  const render = createImageRenderer();
  const file = await photo('jpeg', { width: 300, height: 200 });
  assert.deepEqual(await render(file), await renderVariants(file));
  assert.deepEqual(await render(Buffer.from('x')), { kind: 'refused', reason: 'broken' });
});

test('what takes too long, or has too many before it, is to be tried again later', async () => {
  const file = await photo('avif');
  await assert.rejects(createImageRenderer({ deadlineMs: 1 })(file), ImageRendererUnavailable);

  const small = await plain(20, 20);
  const busy = createImageRenderer({ maxWaiting: 1 });
  const outcomes = await Promise.allSettled([busy(small), busy(small), busy(small)]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  );
  assert.ok(outcomes[2]?.status === 'rejected' && outcomes[2].reason instanceof ImageRendererUnavailable);
  assert.equal((await busy(small)).kind, 'rendered');
});
