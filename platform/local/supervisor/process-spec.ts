/** One process that the supervisor runs: how to start it, how to tell that it is ready, how to stop it. */
export type ProcessSpec = {
  /** Unique within the instance: `orders-1`, `postgres-orders`, `kafka-1`. */
  readonly name: string;
  /** The part of the topology that it belongs to; replicas of one service share it: `orders`, `kafka`. */
  readonly part: string;
  /** An absolute path, or a name to be found on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to a small environment (PATH, HOME, LANG, TZ, TMPDIR); nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Who to run as. Absent: whoever runs the supervisor. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** How far it lets others go first when CPU is short, 1 to 19. Absent: not at all. */
  readonly niceness?: number;
  /** Asks for an orderly end. */
  readonly stopSignal: NodeJS.Signals;
  /** How long the orderly end may take before the whole process group gets SIGKILL. */
  readonly stopTimeoutMs: number;
  /** Resolves when the process does its work; rejects with the reason while it does not. */
  readonly ready: () => Promise<void>;
  /** How long after a start `ready` may go on rejecting before the start counts as failed. */
  readonly readyTimeoutMs: number;
};
