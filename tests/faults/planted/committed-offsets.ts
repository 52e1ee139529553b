import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withAdmin } from '../../../platform/local/kafka/admin.ts';
import type { System } from '../../system/system.ts';

/** The sum of all offsets that the group has committed. */
export const committedOffsets = async ({ paths, addresses }: System, group: string): Promise<bigint> => {
  const password = (await readFile(join(paths.secrets, 'kafka-admin'), 'utf8')).trim();
  const groups = await withAdmin(
    { brokers: addresses.brokers, login: { username: 'admin', password } },
    (admin) => admin.listConsumerGroupOffsets({ groups: [group] }),
  );
  return groups
    .flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions))
    .reduce((sum, { committedOffset }) => (committedOffset > 0n ? sum + committedOffset : sum), 0n);
};
