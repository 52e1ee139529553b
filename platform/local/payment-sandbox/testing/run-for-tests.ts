import { once } from 'node:events';
import { startSandbox } from './start-sandbox.ts';

// A sandbox for tests that may not import this folder: says where it is in one line of JSON, takes the line `kill`
// (SIGKILL and a new start), and ends with its standard input.
const sandbox = await startSandbox({ webhookUrl: process.env.WEBHOOK_URL ?? 'http://127.0.0.1:1/' });
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
say(sandbox);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (line) => {
  if (String(line).trim() === 'kill') void sandbox.killAndRestart().then(() => say({ restarted: true }));
});
await once(process.stdin, 'end');
await sandbox.stop();
