import { hash, type Options, verify } from '@node-rs/argon2';

export type Passwords = {
  /** A PHC string. Throws what `busy` gives when too many are waiting; so does `verify`. */
  hash(password: string): Promise<string>;
  /** Against a hash that nobody has the password of when `passwordHash` is undefined, in the same time. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** How many wait for their turn. */
  waiting(): number;
};

/** OWASP's second choice for argon2id, the library's default variant: 19 MiB, 2 passes, 1 lane. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes in libuv's pool. `atOnce` is kept below its four threads, because files and names need it too;
 * past `mostWaiting` a caller is told to come back rather than left waiting.
 */
export const createPasswords = async (options: {
  readonly atOnce: number;
  readonly mostWaiting: number;
  readonly busy: () => Error;
}): Promise<Passwords> => {
  const queue: (() => void)[] = [];
  let running = 0;

  const takeTurn = async (): Promise<void> => {
    if (running < options.atOnce) {
      running += 1;
      return;
    }
    if (queue.length >= options.mostWaiting) {
      throw options.busy();
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  };
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await takeTurn();
    try {
      return await work();
    } finally {
      // The turn passes to the next one as it is, so that nobody can push in between.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  const nobodys = await hash(crypto.randomUUID(), COST);
  return {
    hash: (password) => inTurn(() => hash(password, COST)),
    verify: async (passwordHash, password) => {
      const isRight = await inTurn(() => verify(passwordHash ?? nobodys, password));
      return isRight && passwordHash !== undefined;
    },
    waiting: () => queue.length,
  };
};
