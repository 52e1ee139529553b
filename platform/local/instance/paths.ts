import { join } from 'node:path';

/** Where an instance keeps everything it makes. */
export type InstancePaths = {
  /** The checkout. */
  readonly root: string;
  /** `.fondaco/<port>` */
  readonly state: string;
  readonly data: string;
  readonly log: string;
  readonly conf: string;
  readonly secrets: string;
  readonly run: string;
  /** Shared by all instances of the checkout: what can be made again. */
  readonly cache: string;
};

export const instancePaths = (root: string, port: number): InstancePaths => {
  const state = join(root, '.fondaco', String(port));
  return {
    root,
    state,
    data: join(state, 'data'),
    log: join(state, 'log'),
    conf: join(state, 'conf'),
    secrets: join(state, 'secrets'),
    run: join(state, 'run'),
    cache: join(root, '.fondaco', 'cache'),
  };
};
