import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { endGroup, forcefulSignals, signal } from './end-group.ts';
import { freezeFamily, thaw } from './freeze.ts';
import { openLog } from './log-file.ts';
import { commandLineOf, lowerSession } from './lower-priority.ts';
import type { ProcessRecords } from './process-record.ts';
import type { ProcessSpec } from './process-spec.ts';
import { nameOfState, nextStep, type ProcessEvent, type ProcessState } from './process-state.ts';
import { findProcess, livingGroup, type ProcessIdentity, processTable } from './process-table.ts';
import { pollReadiness } from './readiness.ts';
import type { RestartPolicy } from './restart-policy.ts';
import type { SupervisorLog } from './supervisor-log.ts';

export type SupervisedProcess = ReturnType<typeof superviseProcess>;

export type ProcessStatus = {
  readonly name: string;
  readonly part: string;
  /** `frozen`: it lives and was told to stand still. */
  readonly state: ReturnType<typeof nameOfState> | 'frozen';
  /** Why it is not ready, or how it last ended. */
  readonly reason?: string;
  readonly pid?: number;
  /** Starts that nobody asked for. */
  readonly restarts: number;
  /** When the process that runs now was started, in milliseconds. */
  readonly startedAt?: number;
};

/** Runs one process: keeps it up until it is told to stop, by the table in process-state.ts. */
export const superviseProcess = (options: {
  readonly spec: ProcessSpec;
  readonly logFolder: string;
  readonly records: ProcessRecords;
  readonly policy: RestartPolicy;
  readonly log: SupervisorLog;
}) => {
  const { spec, records, policy, log } = options;
  let state: ProcessState = { kind: 'stopped' };
  let running: { child: ChildProcess; identity: ProcessIdentity; since: number } | undefined;
  let frozen: readonly ProcessIdentity[] = [];
  let reason: string | undefined;
  let restarts = 0;
  let timer: NodeJS.Timeout | undefined;
  let readiness = new AbortController();
  const watchers = new Set<() => void>();

  const dispatch = (event: ProcessEvent) => {
    const before = nameOfState(state);
    const { state: after, action } = nextStep(state, event, Date.now(), policy);
    state = after;
    if (after.kind !== 'waiting') clearTimeout(timer);
    if (after.kind !== 'starting') readiness.abort();
    if (event === 'wait-over' && action.do === 'spawn') restarts += 1;
    if (nameOfState(after) !== before)
      log.write('info', { process: spec.name, pid: running?.identity.pid, reason }, nameOfState(after));
    switch (action.do) {
      case 'spawn':
        start();
        break;
      case 'ask-to-end':
        letGoOn();
        if (running)
          void endGroup(running.identity, { signal: spec.stopSignal, timeoutMs: spec.stopTimeoutMs });
        break;
      case 'kill':
        killGroup();
        break;
      case 'wait':
        timer = setTimeout(() => dispatch('wait-over'), action.ms);
        break;
    }
    for (const watcher of watchers) watcher();
  };

  const letGoOn = () => {
    thaw(frozen);
    frozen = [];
  };

  const start = () => {
    readiness = new AbortController();
    const output = openLog(options.logFolder, spec.name);
    const { command, args } = commandLineOf(spec);
    const child = spawn(command, args, {
      cwd: spec.cwd,
      env: { ...inheritedEnvironment(), ...spec.env },
      // A group of its own: Ctrl-C in the terminal must reach the supervisor alone.
      detached: true,
      stdio: ['ignore', output, output],
      ...spec.user,
    });
    closeSync(output);
    let ended = false;
    const end = (how: string) => {
      if (ended) return;
      ended = true;
      reason = how;
      // A frozen backend of PostgreSQL would not notice that its server is dead.
      letGoOn();
      // What a dead leader leaves (nginx's workers) would hold its ports.
      if (running?.child === child && livingGroup(running.identity, processTable()).length > 0)
        signal(-running.identity.pid, 'SIGKILL');
      running = undefined;
      records.forget(spec.name);
      dispatch('ended');
    };
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.once('exit', (code, signalName) => end(describeExit(code, signalName)));
    const identity = child.pid === undefined ? null : findProcess(child.pid);
    // Without a process there is an 'error' or 'exit' event to come, which goes on from here.
    if (identity === null) return;
    if (spec.niceness !== undefined) lowerSession(identity.pid, spec.niceness);
    records.keep({
      ...identity,
      name: spec.name,
      stopSignal: spec.stopSignal,
      stopTimeoutMs: spec.stopTimeoutMs,
    });
    running = { child, identity, since: Date.now() };
    void pollReadiness(spec, readiness.signal, (why) => {
      reason = why;
    }).then((outcome) => {
      if (outcome === 'ready') {
        reason = undefined;
        dispatch('became-ready');
      } else if (outcome === 'overdue') {
        reason = `not ready after ${spec.readyTimeoutMs / 1000} s: ${reason ?? 'no answer'}`;
        dispatch('ready-overdue');
      }
    });
  };

  const killGroup = () => {
    if (!running) return;
    letGoOn();
    const { pid } = running.identity;
    if (forcefulSignals(spec.stopSignal)[0] === 'SIGQUIT') signal(pid, 'SIGQUIT');
    else signal(-pid, 'SIGKILL');
  };

  /** Resolves at the first state in which `done` is true. */
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!done()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });

  return {
    spec,
    status: (): ProcessStatus => ({
      name: spec.name,
      part: spec.part,
      state: frozen.length > 0 ? 'frozen' : nameOfState(state),
      ...(reason === undefined ? {} : { reason }),
      ...(running ? { pid: running.identity.pid, startedAt: running.since } : {}),
      restarts,
    }),
    start: () => dispatch('start-asked'),
    /** Resolves when it is ready; rejects when it ended `attempts` times without getting there, or was stopped. */
    whenReady: async (attempts: number): Promise<void> => {
      const failed = () => 'failures' in state && state.failures >= attempts && state.kind === 'waiting';
      await until(() => state.kind === 'ready' || state.kind === 'stopped' || failed());
      if (state.kind === 'ready') return;
      throw new ProcessNotReady(spec.name, reason ?? 'it was stopped');
    },
    /** Asks it to end in its own way, by force after its time-out. Resolves when it is gone. */
    stop: async (): Promise<void> => {
      dispatch('stop-asked');
      await until(() => state.kind === 'stopped' || state.kind === 'starting' || state.kind === 'ready');
    },
    /** Ends it at once and for good. */
    stopHard: () => {
      dispatch('stop-asked');
      killGroup();
    },
    /** Sends a signal to the process itself, as a fault would; what follows is the supervisor's matter. */
    signal: (name: NodeJS.Signals): boolean => (running ? signal(running.identity.pid, name) : false),
    /** Lets it and all that it has started stand still until `thaw`, a stop or its end. */
    freeze: (): boolean => {
      if (running) frozen = freezeFamily(running.identity);
      return frozen.length > 0;
    },
    thaw: (): boolean => {
      const stood = frozen.length > 0;
      letGoOn();
      return stood;
    },
  };
};

export class ProcessNotReady extends Error {
  readonly process: string;
  readonly reason: string;

  constructor(process: string, reason: string) {
    super(`${process} is not ready: ${reason}`);
    this.name = 'ProcessNotReady';
    this.process = process;
    this.reason = reason;
  }
}

const describeExit = (code: number | null, signalName: NodeJS.Signals | null) =>
  signalName ? `was ended by ${signalName}` : `ended with exit code ${code}`;

const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
