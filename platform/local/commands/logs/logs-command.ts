import { type Command, InvalidArgumentError } from 'commander';
import type { InstancePaths } from '../../instance/paths.ts';
import { followLogs } from './follow.ts';
import { chooseLogs, type LogLine, lastLines } from './log-lines.ts';
import { readable } from './readable.ts';

type Options = { follow?: boolean; lines: number; json?: boolean };

/** `logs [NAME]`: works on the files, so also after the system has stopped. */
export const addLogsCommand = (program: Command, paths: () => InstancePaths): void => {
  program
    .command('logs')
    .description('show the last lines of the logs of a process, of a part, or of all')
    .argument('[name]', 'orders-1, orders, postgres-orders, kafka, supervisor, …')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-n, --lines <n>', 'how many lines', wholeNumber, 50)
    .option('--json', 'the lines as they were written')
    .action(async (name: string | undefined, options: Options) => {
      const folder = paths().log;
      const files = chooseLogs(folder, name);
      const width = Math.max(...files.map((file) => file.process.length));
      const colour = process.stdout.isTTY === true;
      const show = ({ process: writer, text }: LogLine) =>
        console.log(options.json ? text : `${writer.padEnd(width)}  ${readable(text, colour)}`);
      const { lines, positions } = lastLines(files, options.lines);
      for (const line of lines) show(line);
      if (options.follow) await followLogs({ folder, name, positions, show });
    });
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
};
