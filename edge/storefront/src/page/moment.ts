import { LOCALE } from './money.ts';

const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long' });
const minute = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const second = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });

/** `23 November 2026`, in the reader's time zone, like all below. */
export const formatDay = (timestamp: string) => day.format(new Date(timestamp));
/** `23 Nov 2026, 12:04` */
export const formatMinute = (timestamp: string) => minute.format(new Date(timestamp));
/** `12:04:07` */
export const formatSecond = (timestamp: string) => second.format(new Date(timestamp));
