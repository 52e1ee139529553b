import { createLogger, type Log } from '../service/logger.ts';

/** Writes nothing. */
export const silentLog = (): Log =>
  createLogger({
    service: 'test',
    instance: 'test-1',
    level: 'fatal',
    destination: { write: () => undefined },
  });

/** Keeps what was written, one parsed record for each line. */
export const recordingLog = (): { readonly log: Log; readonly records: Record<string, unknown>[] } => {
  const records: Record<string, unknown>[] = [];
  const log = createLogger({
    service: 'test',
    instance: 'test-1',
    level: 'trace',
    destination: { write: (line) => void records.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return { log, records };
};
