import { renderVariants } from './render-variants.ts';

/** Renders the one file that it is sent, answers, and ends. Without whoever waits for it, it ends at once. */
process.once('disconnect', () => process.exit());
process.once('message', (file: Uint8Array) => void answer(file));

const answer = async (file: Uint8Array): Promise<void> => {
  const rendering = await renderVariants(file);
  process.send?.(rendering, () => process.disconnect());
};
