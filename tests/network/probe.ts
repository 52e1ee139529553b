/**
 * Run inside a namespace: tries to open connections from there and prints what came of each. Asks nobody for names
 * and sends nothing.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export type Target = { readonly host: string; readonly port: number };

/** `refused`: told so at once. `silent`: not told anything, as when packets are dropped. */
export type Outcome = 'open' | 'refused' | 'silent';

const patienceMs = 2_000;
const atOnce = 64;

const tryOne = ({ host, port }: Target): Promise<Outcome> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (outcome: Outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('open'));
    socket.once('timeout', () => end('silent'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ETIMEDOUT' ? 'silent' : 'refused'),
    );
  });

if (import.meta.main) {
  const targets = JSON.parse(await text(process.stdin)) as Target[];
  const outcomes: Outcome[] = [];
  for (let first = 0; first < targets.length; first += atOnce)
    outcomes.push(...(await Promise.all(targets.slice(first, first + atOnce).map(tryOne))));
  process.stdout.write(JSON.stringify(outcomes));
}
