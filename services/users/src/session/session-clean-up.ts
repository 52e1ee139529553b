const EVERY_MS = 10 * 60_000;
const BATCH = 1_000;

/** Deletes at most so many expired rows; answers how many. */
export type DeleteExpired = (most: number) => Promise<number>;

/** Deletes all that has expired, in batches. Answers how many rows went. */
export const cleanUpSessions = async (deleteExpired: readonly DeleteExpired[]): Promise<number> => {
  let deleted = 0;
  for (const deleteBatch of deleteExpired) {
    let count: number;
    do {
      count = await deleteBatch(BATCH);
      deleted += count;
    } while (count === BATCH);
  }
  return deleted;
};

/** Every ten minutes: sessions must not grow for ever. Replicas may do it at the same time. */
export const sessionCleanUp = (options: {
  readonly deleteExpired: readonly DeleteExpired[];
  readonly onDeleted: (deleted: number) => void;
  readonly onFailure: (error: unknown) => void;
}) => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = cleanUpSessions(options.deleteExpired).then(options.onDeleted, options.onFailure);
  };
  return {
    name: 'session-clean-up',
    start: async (): Promise<void> => {
      timer = setInterval(run, EVERY_MS);
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await running;
    },
  };
};
