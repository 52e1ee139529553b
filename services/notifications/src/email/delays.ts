/** A mail that nobody took for so long is given up. */
export const GIVE_UP_DAYS = 3;

const FIRST_SECONDS = 5;
const MOST_SECONDS = 3_600;

/** Seconds before an e-mail that was refused for now is tried again: 5, 10, 20 … up to an hour. */
export const retryDelaySeconds = (attempts: number): number =>
  Math.min(FIRST_SECONDS * 2 ** Math.min(attempts - 1, 20), MOST_SECONDS);

/** Whether so old an e-mail, refused for now once more, is given up. */
export const isGivenUp = (createdAt: Date, now: Date): boolean =>
  now.getTime() - createdAt.getTime() > GIVE_UP_DAYS * 86_400_000;

/** Milliseconds that nothing is sent after the server could not be reached: 0.5 s, 1 s … up to 3 s. */
export const outagePauseMs = (failures: number): number => Math.min(250 * 2 ** Math.min(failures, 10), 3_000);
