import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@fondaco/chassis/testing';
import { countMails } from '../../system/mailbox.ts';
import { controlOf } from '../heal.ts';
import type { Scene } from '../run.ts';
import { committedOffsets } from './committed-offsets.ts';
import { openConfirmedCount, PATIENCE, type PlantedBug } from './hunt.ts';

const STRIKES = 2;
/** Consumers commit twice a second. */
const LONGER_THAN_A_COMMIT_MS = 1_500;

/**
 * The mailer's database stands still while orders are confirmed: no transaction can end, whatever offsets
 * are committed meanwhile are of messages that nobody has processed. Then the mailer dies.
 */
const hunt = async (scene: Scene): Promise<void> => {
  const control = controlOf(scene.system());
  const confirmed = await openConfirmedCount(scene);
  for (let strike = 1; strike <= STRIKES; strike++) {
    await oneMoreMail(scene);
    scene.report('SIGSTOP postgres-notifications');
    await control.freeze('postgres-notifications');
    try {
      await confirmed.more(3);
      await noMoreCommits(scene);
      scene.report('SIGKILL notifications');
      await control.kill('notifications', 'SIGKILL');
    } finally {
      await control.thaw('postgres-notifications');
    }
  }
  await confirmed.close();
};

/** It reads, or there would be nothing for it to lose. */
const oneMoreMail = async ({ system }: Scene): Promise<void> => {
  const before = await countMails(system(), 'confirmed');
  await eventually(async () => {
    if ((await countMails(system(), 'confirmed')) <= before) throw new Error('no mail has come');
  }, PATIENCE);
};

const noMoreCommits = async ({ system }: Scene): Promise<void> => {
  const read = () => committedOffsets(system(), 'notifications.mailer');
  for (let [before, now] = [-1n, await read()]; now !== before; ) {
    await delay(LONGER_THAN_A_COMMIT_MS);
    [before, now] = [now, await read()];
  }
};

export const offsetBeforeTransaction: PlantedBug = {
  patch: 'offset-before-transaction',
  what: "a consumer's offset is committed before its transaction",
  verdict: 'mailsMissing',
  evidence: /0 of 1 mails/,
  hunt,
};
