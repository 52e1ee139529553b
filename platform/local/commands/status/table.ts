import type { ProcessLine, SystemStatus } from '../../control/protocol.ts';
import { columns } from '../columns.ts';

const headings = ['PROCESS', 'STATE', 'PID', 'RESTARTS', 'UPTIME', 'MEMORY', 'ADDRESS'];
const numeric = new Set([2, 3, 4, 5]);

/** The status as people read it: a line for each process, then the whole. */
export const table = (status: SystemStatus): string => {
  const lines = columns([headings, ...status.processes.map(cells)], numeric);
  const troubles = status.processes.flatMap(({ name, state, reason }) =>
    state !== 'ready' && state !== 'stopped' && reason ? [`  ${name}: ${reason}`] : [],
  );
  const ready = status.processes.filter(({ state }) => state === 'ready').length;
  return [
    ...lines,
    ...(troubles.length > 0 ? ['', ...troubles] : []),
    '',
    `${status.url} is ${status.state}: ${ready} of ${status.processes.length} ready, ` +
      `${megabytes(status.memoryBytes)} in all, ${megabytes(status.supervisor.memoryBytes)} of it the supervisor's.`,
  ].join('\n');
};

const cells = (line: ProcessLine): string[] => [
  line.name,
  line.state,
  String(line.pid ?? ''),
  String(line.restarts),
  line.uptimeSeconds === undefined ? '' : duration(line.uptimeSeconds),
  line.memoryBytes === undefined ? '' : megabytes(line.memoryBytes),
  line.address ?? '',
];

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

/** The two largest units: `2h 5m`. */
export const duration = (seconds: number): string => {
  const parts = [
    `${Math.floor(seconds / 86_400)}d`,
    `${Math.floor((seconds % 86_400) / 3600)}h`,
    `${Math.floor((seconds % 3600) / 60)}m`,
    `${seconds % 60}s`,
  ];
  const first = parts.findIndex((part) => !part.startsWith('0'));
  return first === -1 ? '0s' : parts.slice(first, first + 2).join(' ');
};
