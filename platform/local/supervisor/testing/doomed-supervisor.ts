import { join } from 'node:path';
import { createProcessRecords } from '../process-record.ts';
import { restartPolicy } from '../restart-policy.ts';
import { createSupervisor } from '../supervisor.ts';
import { createSupervisorLog } from '../supervisor-log.ts';
import { shellProcess } from './small-process.ts';

/** Run as a program with a folder: supervises a leader with a worker, one that ignores SIGTERM, and waits to be killed. */
const [folder = ''] = process.argv.slice(2);
const logFolder = join(folder, 'log');
const supervisor = createSupervisor({
  logFolder,
  records: createProcessRecords(join(folder, 'run')),
  policy: restartPolicy,
  log: createSupervisorLog(logFolder),
});
const forever = 'while :; do sleep 0.1; done';
const processes = [
  shellProcess(folder, `sh -c '${forever}' & touch $READY; wait`, { name: 'with-worker' }),
  shellProcess(folder, `trap '' TERM; touch $READY; ${forever}`, { name: 'stubborn', stopTimeoutMs: 200 }),
].map((spec) => supervisor.add(spec));
for (const one of processes) one.start();
await Promise.all(processes.map((one) => one.whenReady(1)));
console.log('ready');
setInterval(() => {}, 60_000);
