import { controlOf } from '../heal.ts';
import type { Scene } from '../run.ts';
import { openConfirmedCount, type PlantedBug } from './hunt.ts';

const STRIKES = 2;

/** Dies whenever it has just confirmed an order, which nobody asks it to announce again. */
const hunt = async (scene: Scene): Promise<void> => {
  const control = controlOf(scene.system());
  const confirmed = await openConfirmedCount(scene);
  for (let strike = 1; strike <= STRIKES; strike++) {
    await confirmed.more(1);
    scene.report('SIGKILL orders');
    await control.kill('orders', 'SIGKILL');
  }
  await confirmed.close();
};

export const outboxOutsideTransaction: PlantedBug = {
  patch: 'outbox-outside-transaction',
  what: 'events are written after the transaction that caused them',
  verdict: 'mailsMissing',
  evidence: /0 of 1 mails: confirmed/,
  hunt,
};
