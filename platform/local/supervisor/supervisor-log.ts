import { appendFileSync, mkdirSync } from 'node:fs';
import { logFileOf } from './log-file.ts';

export type SupervisorLog = {
  write(level: 'info' | 'warn' | 'error', fields: Record<string, unknown>, message: string): void;
};

const levels = { info: 30, warn: 40, error: 50 } as const;

/** The supervisor's own log, in the form of the services' (pino). */
export const createSupervisorLog = (folder: string): SupervisorLog => {
  mkdirSync(folder, { recursive: true });
  return {
    write: (level, fields, msg) => {
      const line = { level: levels[level], time: Date.now(), instance: 'supervisor', ...fields, msg };
      try {
        appendFileSync(logFileOf(folder, 'supervisor'), `${JSON.stringify(line)}\n`);
      } catch {
        // A disk that is full must not keep the supervisor from its work.
      }
    },
  };
};
