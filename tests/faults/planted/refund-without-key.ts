import { eventually } from '@fondaco/chassis/testing';
import { type ProviderDesk, providerDesk } from '../provider-desk.ts';
import type { Scene } from '../run.ts';
import { PATIENCE, type PlantedBug } from './hunt.ts';

const HEARD_OF_BY_NOBODY = 2;

/**
 * The provider pays back, and its answer never arrives: whoever asks again without a key is paid again. All else
 * goes on, or there would be no more orders to pay back for.
 */
const hunt = async ({ system, report }: Scene): Promise<void> => {
  const desk = providerDesk(system());
  const before = await eventually(() => someRefunds(desk, 1), PATIENCE);
  report("the provider's answers to refunds are lost");
  await desk.loseRefunds();
  // One may have been under way.
  await eventually(() => someRefunds(desk, before + 1 + HEARD_OF_BY_NOBODY), PATIENCE);
  await desk.behave();
};

/** How many orders the provider has paid money back for. Throws when they are fewer than wanted. */
const someRefunds = async (desk: ProviderDesk, wanted: number): Promise<number> => {
  const refunded = (await desk.record()).filter(({ refundedMinor }) => refundedMinor > 0).length;
  if (refunded < wanted) throw new Error(`${refunded} of ${wanted} orders were refunded`);
  return refunded;
};

export const refundWithoutKey: PlantedBug = {
  patch: 'refund-without-key',
  what: 'a refund is asked for again under another key',
  verdict: 'overcharged',
  evidence: /to be refunded, the provider has refunded/,
  hunt,
};
