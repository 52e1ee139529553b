import { styleText } from 'node:util';

const hidden = new Set([
  'level',
  'time',
  'msg',
  'service',
  'instance',
  'pid',
  'hostname',
  'err',
  'ts',
  'caller',
]);
const levelNames: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const colours = { warn: 'yellow', error: 'red', fatal: 'red' } as const;

/** A line of a JSON log as a person reads it; any other line as it is. */
export const readable = (line: string, colour = false): string => {
  const entry = parse(line);
  if (!entry) return line;
  const level = levelNames[String(entry.level)] ?? String(entry.level ?? 'info');
  const time = timeOf(line);
  const fields = Object.entries(entry)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = [
    ...(time === null ? [] : [new Date(time).toISOString().slice(11, 23)]),
    level.padEnd(5),
    String(entry.msg ?? entry.message ?? ''),
    ...fields,
    errorOf(entry.err),
  ]
    .filter((word) => word !== '')
    .join(' ');
  return colour && level in colours ? styleText(colours[level as keyof typeof colours], text) : text;
};

/** When a line was written, in milliseconds; null when it does not say. */
export const timeOf = (line: string): number | null => {
  const entry = parse(line);
  const time = entry ? (entry.time ?? entry.ts) : leadingTime(line);
  const ms = typeof time === 'number' ? time : Date.parse(String(time ?? ''));
  return Number.isNaN(ms) ? null : ms;
};

/** As Kafka (`2026-11-23T12:00:00.123Z`), PostgreSQL (`2026-11-23 12:00:00.123 UTC`) and nginx (`2026/11/23 12:00:00`, local) write it. */
const leadingTime = (line: string): string | undefined => {
  const [, day, time, zone] =
    /^(\d{4}[-/]\d\d[-/]\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z| UTC)?/.exec(line) ?? [];
  return day && `${day.replaceAll('/', '-')}T${time}${zone ? 'Z' : ''}`;
};

const parse = (line: string): Record<string, unknown> | null => {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
};

const errorOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const { message, stack } = error as { message?: unknown; stack?: unknown };
  return typeof stack === 'string' ? `\n${stack.replace(/^/gm, '    ')}` : String(message ?? '');
};
