import { type Command, InvalidArgumentError } from 'commander';
import type { InstancePaths } from '../../instance/paths.ts';
import { followLogs } from './follow.ts';
import { createFilter, type Interest } from './interest.ts';
import { chooseLogs, type LogLine, lastLines } from './log-lines.ts';
import { readable } from './readable.ts';

type Options = Interest & { follow?: boolean; lines: number; json?: boolean };

/** `logs [NAME]`: works on the files, so also after the system has stopped. */
export const addLogsCommand = (program: Command, paths: () => InstancePaths): void => {
  program
    .command('logs')
    .description('show the last lines of the logs of a process, of a part, or of all')
    .argument('[name]', 'orders-1, orders, postgres-orders, kafka, supervisor, …')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-n, --lines <n>', 'how many lines', wholeNumber, 50)
    .option('--order <id>', 'only what is about this order, whatever its traces went through', orderId)
    .option('--trace <id>', 'only what happened in this trace', traceId)
    .option('--json', 'the lines as they were written')
    .action(async (name: string | undefined, options: Options) => {
      const folder = paths().log;
      const files = chooseLogs(folder, name);
      const width = Math.max(...files.map((file) => file.process.length));
      const colour = process.stdout.isTTY === true;
      const filter = createFilter(options);
      const show = ({ process: writer, text }: LogLine) =>
        console.log(options.json ? text : `${writer.padEnd(width)}  ${readable(text, colour)}`);
      const filtered = options.order !== undefined || options.trace !== undefined;
      const { lines, positions } = lastLines(files, filtered ? Number.POSITIVE_INFINITY : options.lines);
      for (const { text } of lines) filter.learn(text);
      for (const line of lines.filter(({ text }) => filter.wants(text)).slice(-options.lines)) show(line);
      if (!options.follow) return;
      await followLogs({
        folder,
        name,
        positions,
        show: (line) => {
          filter.learn(line.text);
          if (filter.wants(line.text)) show(line);
        },
      });
    });
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
};

const orderId = (text: string): string => {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new InvalidArgumentError('Give the id of an order.');
  return id;
};

const traceId = (text: string): string => {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id)) throw new InvalidArgumentError('Give the 32 digits of a trace.');
  return id;
};
