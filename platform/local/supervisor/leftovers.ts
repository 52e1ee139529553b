import { endGroup } from './end-group.ts';
import type { ProcessRecords } from './process-record.ts';
import { livingGroup, processTable } from './process-table.ts';

const longestWaitMs = 10_000;

/**
 * Ends what a supervisor that was killed has left running. Processes are known by recorded id and start time,
 * never by name. Answers the names of those that were still there.
 */
export const endLeftovers = async (records: ProcessRecords): Promise<string[]> => {
  const all = records.all();
  const table = all.length > 0 ? processTable() : [];
  const left = all.filter((record) => livingGroup(record, table).length > 0);
  await Promise.all(
    left.map((record) =>
      endGroup(record, {
        signal: record.stopSignal,
        timeoutMs: Math.min(record.stopTimeoutMs, longestWaitMs),
      }),
    ),
  );
  for (const { name } of all) records.forget(name);
  return left.map(({ name }) => name);
};
