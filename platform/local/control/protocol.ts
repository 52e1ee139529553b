/** What the command line and the running system say to each other: JSON over loopback HTTP. */

/** GET /status */
export type SystemStatus = {
  /** Of the whole: `running` once everything that was asked for has been up. */
  readonly state: 'starting' | 'running' | 'stopping';
  readonly url: string;
  readonly port: number;
  readonly stateFolder: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly processes: readonly ProcessLine[];
  /** Of the supervisor itself. */
  readonly supervisor: { readonly pid: number; readonly memoryBytes: number };
  /** All processes and the supervisor; PSS, so that shared pages count once. */
  readonly memoryBytes: number;
};

export type ProcessLine = {
  readonly name: string;
  readonly part: string;
  /** `unready`: it runs and was ready, but says now that it cannot do its work. `frozen`: it was told to stand still. */
  readonly state:
    | 'starting'
    | 'ready'
    | 'unready'
    | 'frozen'
    | 'restarting'
    | 'stopping'
    | 'stopped'
    | 'failed';
  readonly reason?: string;
  readonly pid?: number;
  readonly restarts: number;
  readonly uptimeSeconds?: number;
  readonly memoryBytes?: number;
  /** `127.0.0.1:8465` */
  readonly address?: string;
};

/**
 * POST /start, /stop, /kill, /freeze, /thaw, /scale (with `replicas`), /roll. Without a target /stop stops the whole system and answers at once.
 */
export type TargetRequest = {
  readonly target?: string;
  readonly signal?: string;
  readonly replicas?: number;
};

/** The names of the processes that were meant. */
export type TargetAnswer = { readonly processes: readonly string[] };

/** With status 4xx or 5xx. One sentence. */
export type RefusalAnswer = { readonly error: string };
