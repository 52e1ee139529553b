import { isTransient } from '../postgres/index.ts';

/** What will fail again however often it is tried: the message is parked at once. */
export class Unprocessable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Unprocessable';
  }
}

/**
 * - `wait`: the infrastructure failed; the same work is done again for as long as it takes
 * - `again`: it may have been bad luck; a few attempts, then parked
 * - `park`: it will fail again
 */
export type Verdict = 'wait' | 'again' | 'park';

export const ATTEMPTS = 3;

/** `attempts` have been made, the last of which ended in `error`. Infrastructure costs no attempt. */
export const judge = (error: unknown, attempts: number): Verdict => {
  if (error instanceof Unprocessable) return 'park';
  if (isTransient(error)) return 'wait';
  return attempts < ATTEMPTS ? 'again' : 'park';
};

/** Milliseconds before the next try: 50, 100, 200 … up to `most`. */
export const backoffMs = (failures: number, most = 2_000): number => Math.min(50 * 2 ** (failures - 1), most);

/** What a parked message says of its error: name and message, shortened. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
