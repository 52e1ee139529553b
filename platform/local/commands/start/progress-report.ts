import { styleText } from 'node:util';
import type { Progress } from '../../run-plan/execute.ts';

export type Report = Progress & {
  line(text: string): void;
  /** Takes away what is only there while something is awaited. */
  end(): void;
};

const clearLine = '\r\u001b[2K';
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** What `start` shows: a line for each part that is up, and on a terminal those that are awaited. */
export const createReport = (output: NodeJS.WriteStream): Report => {
  const awaited = new Set<string>();
  const isTerminal = output.isTTY === true;
  const mark = (text: string, colour: 'green' | 'yellow') => (isTerminal ? styleText(colour, text) : text);

  const line = (text: string) => {
    output.write(`${isTerminal ? clearLine : ''}${text}\n`);
    showAwaited();
  };
  const showAwaited = () => {
    if (!isTerminal || awaited.size === 0) return;
    const text = `… ${[...awaited].join(', ')}`.slice(0, (output.columns ?? 80) - 1);
    output.write(`${clearLine}${styleText('dim', text)}`);
  };

  return {
    line,
    began: (part) => {
      awaited.add(part);
      showAwaited();
    },
    up: (part, ms) => {
      awaited.delete(part);
      line(`${mark('✓', 'green')} ${part.padEnd(24)} ${seconds(ms).padStart(7)}`);
    },
    down: (part) => line(`${mark('■', 'yellow')} ${part} stopped`),
    end: () => {
      awaited.clear();
      if (isTerminal) output.write(clearLine);
    },
  };
};
