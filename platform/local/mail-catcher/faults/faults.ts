/**
 * - `refuse-temporarily`, `refuse-permanently`: answers 4xx or 5xx, `at` the greeting, recipient or content
 * - `drop`: ends the connection without an answer, before the mail is kept
 * - `lose-answer`: keeps the mail, then ends the connection without an answer
 * - `hold`: keeps the mail, and answers only when the fault is over
 */
export const FAULTS = ['refuse-temporarily', 'refuse-permanently', 'drop', 'lose-answer', 'hold'] as const;
export const STAGES = ['connection', 'recipient', 'content'] as const;

export type Fault = {
  readonly fault: (typeof FAULTS)[number];
  readonly at: (typeof STAGES)[number];
  readonly seconds: number;
  /** Only mails to this address. */
  readonly to?: string;
};

export type Faults = ReturnType<typeof createFaults>;

/** One fault at a time, for a while. */
export const createFaults = () => {
  let current: Fault | null = null;
  let timer: NodeJS.Timeout | undefined;
  let over = Promise.withResolvers<void>();

  const end = (): void => {
    clearTimeout(timer);
    current = null;
    over.resolve();
  };

  return {
    begin: (fault: Fault): void => {
      end();
      current = fault;
      over = Promise.withResolvers<void>();
      timer = setTimeout(end, fault.seconds * 1_000);
      timer.unref();
    },
    end,
    current: (): Fault | null => current,
    /** The fault that applies at this stage, if any. */
    at: (stage: Fault['at'], to?: string): Fault['fault'] | null => {
      if (current === null || current.at !== stage) return null;
      if (current.to !== undefined && current.to.toLowerCase() !== to?.toLowerCase()) return null;
      return current.fault;
    },
    /** Resolves when the present fault is over. */
    over: (): Promise<void> => over.promise,
  };
};
