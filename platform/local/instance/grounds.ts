import type { ProcessSpec } from '../supervisor/process-spec.ts';
import type { HostOf } from './ports.ts';

/** Where an instance's processes run: on loopback, or in a private network. */
export type Grounds = {
  /** Undefined: everything is on loopback. */
  readonly hostOf: HostOf | undefined;
  readonly place: (spec: ProcessSpec) => ProcessSpec;
  /** Sees to it that a replica that is not there yet has a place, before it is asked where that is. */
  readonly makeRoom: (part: string, number: number) => Promise<void>;
};

export const onLoopback: Grounds = {
  hostOf: undefined,
  place: (spec) => spec,
  makeRoom: async () => undefined,
};
