import type { ProcessSpec } from '../supervisor/process-spec.ts';

/**
 * One thing to bring up: a part of the topology with its processes, or work without any, such as a build.
 * Parts that do not wait for each other start side by side.
 */
export type PlannedPart = {
  readonly name: string;
  /** Parts that must be up before this one begins, and that stop only after it. */
  readonly after: readonly string[];
  /** Does what must be done before its processes start, and says which they are. */
  readonly prepare: () => Promise<readonly ProcessSpec[]>;
  /** Once its processes are ready, before anything that waits for it begins. */
  readonly finish?: () => Promise<void>;
};

/** Each part stands after those that it waits for. */
export type Plan = readonly PlannedPart[];
