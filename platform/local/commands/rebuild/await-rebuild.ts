import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamUnavailable } from '@fondaco/chassis/service';
import type { HttpCall } from '@fondaco/contracts/http/common';
import { type ProductCopyRebuild, productCopyClient } from '@fondaco/contracts/http/product-copy';
import { createPatience, TryAgain } from '../patience.ts';
import { createProgress } from '../progress.ts';

const LOOK_EVERY_MS = 250;

/** Asks for a rebuild, or joins the one that is under way, and waits for its end however long Orders is away. */
export const awaitRebuild = async (call: HttpCall): Promise<ProductCopyRebuild> => {
  const { rebuild, progress } = productCopyClient(call);
  const bar = createProgress(process.stderr);
  const patiently = createPatience(bar.say);
  const look = () =>
    patiently(() =>
      progress().catch((error: unknown) => {
        if (!(error instanceof UpstreamUnavailable)) throw error;
        throw new TryAgain('Orders does not answer', { cause: error });
      }),
    );
  try {
    let current = await rebuild();
    while (current.endedAt === null) {
      bar.show(current.share, `${current.products} products`);
      await delay(LOOK_EVERY_MS);
      current = await look();
    }
    return current;
  } finally {
    bar.end();
  }
};
