import { setTimeout as delay } from 'node:timers/promises';
import pg, { type ClientConfig } from 'pg';
import type { Log } from '../service/logger.ts';
import type { Subscription } from './types.ts';

const RECONNECT_MS = { first: 100, most: 5_000 };

/** LISTEN on a connection of its own, reopened with a growing pause for as long as it is not stopped. */
export const createListener = (options: {
  readonly config: ClientConfig;
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  readonly log: Log;
}): Subscription => {
  const stopping = new AbortController();
  const { signal } = stopping;

  const listenOnce = async (onListening: () => void): Promise<void> => {
    const client = new pg.Client(options.config);
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => resolve());
    });
    const end = () => void client.end().catch(() => undefined);
    try {
      await client.connect();
      client.on('notification', (message) => options.onNotification(message.payload ?? ''));
      await client.query(`LISTEN ${client.escapeIdentifier(options.channel)}`);
      if (signal.aborted) return;
      signal.addEventListener('abort', end, { once: true });
      onListening();
      await lost;
    } finally {
      signal.removeEventListener('abort', end);
      await client.end().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    let pause = RECONNECT_MS.first;
    let connectedBefore = false;
    while (!signal.aborted) {
      try {
        await listenOnce(() => {
          if (connectedBefore) options.onNotification('');
          connectedBefore = true;
          pause = RECONNECT_MS.first;
        });
      } catch (error) {
        options.log.warn({ err: error, channel: options.channel }, 'cannot listen to the database');
      }
      if (signal.aborted) break;
      await delay(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, RECONNECT_MS.most);
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
