export type Progress = {
  /** How much of it is done, 0 to 1, and what to say beside the bar. */
  readonly show: (done: number, label: string) => void;
  /** A line of its own, above the bar. */
  readonly say: (message: string) => void;
  readonly end: () => void;
};

const WIDTH = 30;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** A bar on a terminal; elsewhere only what is said, line by line. */
export const createProgress = (output: NodeJS.WriteStream): Progress => {
  let bar = '';
  let drawn = 0;
  return {
    show: (done, label) => {
      if (!output.isTTY) return;
      const full = Math.round(Math.min(Math.max(done, 0), 1) * WIDTH);
      bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${label}`.slice(0, (output.columns || 80) - 1);
      if (performance.now() - drawn < REDRAW_MS) return;
      drawn = performance.now();
      output.write(`${CLEAR_LINE}${bar}`);
    },
    say: (message) => {
      output.write(`${output.isTTY ? CLEAR_LINE : ''}${message}\n${bar}`);
    },
    end: () => {
      if (output.isTTY) output.write(CLEAR_LINE);
      bar = '';
    },
  };
};
