import type {
  ParkedMessage,
  ParkedMessageAuditEntry,
  ParkedMessagePage,
  ParkedMessageSummary,
  RetryResponse,
} from '@fondaco/contracts/http/parked-messages';
import { columns } from '../columns.ts';
import { duration } from '../status/table.ts';

/** What is parked in one service. `more`: there are others that match. */
export type Listing = {
  readonly service: string;
  readonly items: readonly ParkedMessageSummary[];
  readonly counts: ParkedMessagePage['counts'];
  readonly more: boolean;
};

const HEADINGS = ['SERVICE', 'ID', 'CONSUMER', 'KEY', 'TYPE', 'AGE', 'ATTEMPTS', 'REASON'];
const NUMERIC = new Set([1, 6]);
const REASON_WIDTH = 80;

/** A line for each message, then how many there are for each consumer. */
export const listText = (listings: readonly Listing[], now: Date): string => {
  const rows = listings.flatMap(({ service, items }) =>
    items.map((item) => [
      service,
      String(item.id),
      item.consumer,
      plain(item.key ?? ''),
      plain(item.type ?? ''),
      age(item.parkedAt, now),
      String(item.attempts),
      short(item.reason),
    ]),
  );
  const counts = listings.flatMap((listing) =>
    listing.counts
      .filter(({ messages }) => messages > 0)
      .map(({ consumer, messages, keys, oldestAt }) => {
        const oldest = oldestAt === null ? '' : `, the oldest for ${age(oldestAt, now)}`;
        return `${listing.service}: ${several(messages, 'message')} of ${several(keys, 'key')} parked by ${consumer}${oldest}`;
      }),
  );
  const more = listings.filter((listing) => listing.more).map(({ service }) => service);
  return [
    ...(rows.length > 0 ? [...columns([HEADINGS, ...rows], NUMERIC), ''] : []),
    ...(counts.length > 0 ? counts : ['Nothing is parked.']),
    ...(rows.length === 0 && counts.length > 0 ? ['None of them is what was asked for.'] : []),
    ...(more.length > 0 ? [`There are more in ${more.join(', ')}: raise --limit, or ask for less.`] : []),
  ].join('\n');
};

/** The message with its content, personal data masked. */
export const messageText = (service: string, message: ParkedMessage, now: Date): string =>
  [
    ...columns([
      ['service', service],
      ['id', String(message.id)],
      ['consumer', message.consumer],
      ['from', `${message.topic}, partition ${message.partition}, offset ${message.offset}`],
      ['key', plain(message.key ?? 'none')],
      ['event', `${plain(message.type ?? 'of no type')} ${message.eventId ?? 'without id'}`],
      ['parked', `${message.parkedAt}, ${age(message.parkedAt, now)} ago, attempts: ${message.attempts}`],
      ['reason', plain(message.reason)],
      [
        'can go',
        message.first ? 'now: nothing of its key is before it' : 'after what is before it under its key',
      ],
    ]),
    '',
    message.data === null
      ? `${message.bytes} bytes that are not JSON`
      : JSON.stringify(message.data, null, 2).split('\n').map(plain).join('\n'),
  ].join('\n');

/** A line for each message that was asked for. */
export const resultsText = (results: readonly Result[]): string =>
  columns(
    [
      ['ID', 'OUTCOME', 'WHY'],
      ...results.map(({ id, outcome, detail }) => [String(id), outcome, short(detail ?? '')]),
    ],
    new Set([0]),
  ).join('\n');

export type Result = Pick<RetryResponse['results'][number], 'id' | 'detail'> & { readonly outcome: string };

export const auditText = (entries: readonly ParkedMessageAuditEntry[]): string =>
  entries.length === 0
    ? 'Nothing was done with parked messages.'
    : columns(
        [
          ['AT', 'ID', 'CONSUMER', 'KEY', 'ACTION', 'BY', 'REASON'],
          ...entries.map((entry) => [
            entry.at,
            String(entry.messageId),
            entry.consumer,
            plain(entry.key ?? ''),
            entry.action,
            entry.actor,
            short(entry.reason ?? ''),
          ]),
        ],
        new Set([1]),
      ).join('\n');

const age = (since: string, now: Date): string =>
  duration(Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1_000)));

const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** On one line, without what a terminal would obey. */
const plain = (text: string): string => text.replaceAll(/[\p{Control}\p{Format}\u2028\u2029]+/gu, ' ');

const short = (text: string): string => {
  const line = plain(text);
  return line.length > REASON_WIDTH ? `${line.slice(0, REASON_WIDTH - 1)}…` : line;
};
