import { get } from 'node:http';
import type { Address } from '../../addresses.ts';

const deadlineMs = 2_000;

/** Resolves when a GET is answered with 200; rejects with what was answered instead. */
export const httpReady = ({ host, port }: Address, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // No connection is kept: one that was would outlive the process at its other end.
    const request = get({ host, port, path, agent: false, timeout: deadlineMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${path} answers ${response.statusCode} ${text.slice(0, 200).trim()}`));
      });
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${deadlineMs / 1000} s`)));
    request.once('error', reject);
  });
