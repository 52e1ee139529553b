import { type RestartPolicy, restartDelay } from './restart-policy.ts';

/** `failures` counts ends in a row that nobody asked for; being stable for a while sets it back. */
export type ProcessState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly failures: number }
  | { readonly kind: 'ready'; readonly failures: number; readonly since: number }
  | { readonly kind: 'stopping'; readonly thenStart: boolean }
  | { readonly kind: 'waiting'; readonly failures: number };

export type ProcessEvent =
  | 'start-asked'
  | 'stop-asked'
  | 'became-ready'
  /** It ran for `readyTimeoutMs` without becoming ready. */
  | 'ready-overdue'
  /** It and its group are gone, or it could not be started at all. */
  | 'ended'
  | 'wait-over';

export type ProcessAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'spawn' }
  | { readonly do: 'ask-to-end' }
  | { readonly do: 'kill' }
  | { readonly do: 'wait'; readonly ms: number };

type Step = { readonly state: ProcessState; readonly action: ProcessAction };

const nothing: ProcessAction = { do: 'nothing' };
const spawn: ProcessAction = { do: 'spawn' };
const stopped: ProcessState = { kind: 'stopped' };

const fail = (failures: number, policy: RestartPolicy): Step => ({
  state: { kind: 'waiting', failures },
  action: { do: 'wait', ms: restartDelay(policy, failures) },
});

/** What becomes of a process when something happens to it, and what is to be done. `now` in milliseconds. */
export const nextStep = (
  state: ProcessState,
  event: ProcessEvent,
  now: number,
  policy: RestartPolicy,
): Step => {
  const stay: Step = { state, action: nothing };
  switch (state.kind) {
    case 'stopped':
      return event === 'start-asked' ? { state: { kind: 'starting', failures: 0 }, action: spawn } : stay;

    case 'starting':
      if (event === 'became-ready')
        return { state: { kind: 'ready', failures: state.failures, since: now }, action: nothing };
      if (event === 'ready-overdue') return { state, action: { do: 'kill' } };
      if (event === 'ended') return fail(state.failures + 1, policy);
      if (event === 'stop-asked') return askToEnd;
      return stay;

    case 'ready':
      if (event === 'ended') {
        const wasStable = now - state.since >= policy.stableAfterMs;
        return fail(wasStable ? 1 : state.failures + 1, policy);
      }
      if (event === 'stop-asked') return askToEnd;
      return stay;

    case 'stopping':
      if (event === 'ended')
        return state.thenStart
          ? { state: { kind: 'starting', failures: 0 }, action: spawn }
          : { state: stopped, action: nothing };
      if (event === 'start-asked') return { state: { ...state, thenStart: true }, action: nothing };
      if (event === 'stop-asked') return { state: { ...state, thenStart: false }, action: nothing };
      return stay;

    case 'waiting':
      if (event === 'wait-over')
        return { state: { kind: 'starting', failures: state.failures }, action: spawn };
      if (event === 'start-asked') return { state: { kind: 'starting', failures: 0 }, action: spawn };
      if (event === 'stop-asked') return { state: stopped, action: nothing };
      return stay;
  }
};

const askToEnd: Step = {
  state: { kind: 'stopping', thenStart: false },
  action: { do: 'ask-to-end' },
};

const failuresThatAreAFailure = 5;

/** The word for it that people see. */
export const nameOfState = (
  state: ProcessState,
): 'starting' | 'ready' | 'stopping' | 'stopped' | 'restarting' | 'failed' => {
  if (state.kind === 'starting') return state.failures === 0 ? 'starting' : 'restarting';
  if (state.kind === 'waiting') return state.failures >= failuresThatAreAFailure ? 'failed' : 'restarting';
  return state.kind;
};
