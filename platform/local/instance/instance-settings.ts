import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import type { InstancePaths } from './paths.ts';
import { writeAtomically } from './write-atomically.ts';

/** What an instance's data was made for, decided at its first start. */
export type InstanceSettings = { readonly brokers: number };

const fileOf = ({ state }: InstancePaths) => join(state, 'instance.json');

const readSettings = (paths: InstancePaths): InstanceSettings | null => {
  try {
    return JSON.parse(readFileSync(fileOf(paths), 'utf8')) as InstanceSettings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/**
 * The number of brokers that the instance has, or that it gets now. It is kept from the first start on that runs
 * any. Throws a Failure when another number is asked for.
 */
export const settleBrokers = (
  paths: InstancePaths,
  { asked, run }: { readonly asked: number | undefined; readonly run: boolean },
): number => {
  const kept = readSettings(paths)?.brokers;
  if (kept !== undefined && asked !== undefined && kept !== asked)
    throw new Failure(
      `This instance keeps its messages on ${count(kept)}, and that cannot change: start with --fresh ` +
        `--brokers ${asked} to begin again without its data, or with --brokers ${kept}.`,
    );
  const brokers = kept ?? asked ?? 1;
  mkdirSync(paths.state, { recursive: true });
  if (kept === undefined && run) writeAtomically(fileOf(paths), JSON.stringify({ brokers }));
  return brokers;
};

const count = (brokers: number) => (brokers === 1 ? 'one broker' : `${brokers} brokers`);
