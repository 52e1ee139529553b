/** How long the supervisor waits before it starts a process again, and when it forgives. */
export type RestartPolicy = {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Ready for this long, and the next failure counts as the first. */
  readonly stableAfterMs: number;
};

export const restartPolicy: RestartPolicy = {
  firstDelayMs: 500,
  longestDelayMs: 30_000,
  stableAfterMs: 10_000,
};

/** `failures` in a row, from 1. */
export const restartDelay = (policy: RestartPolicy, failures: number): number =>
  Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
