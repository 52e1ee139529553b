import { join } from 'node:path';
import { createLogger, SettingsError } from '@fondaco/chassis/service';
import { topology } from '../../../topology.ts';
import { readConfig } from './config.ts';
import { setUp } from './set-up.ts';

/** EX_CONFIG of sysexits.h, as services have it: starting again will not help. */
const EXIT_CONFIG = 78;

const log = createLogger({ service: 'set-up', instance: 'set-up', level: 'info' });
try {
  await setUp({
    topology,
    config: readConfig(topology, process.env),
    services: join(import.meta.dirname, '../../../services'),
    log,
  });
  log.info('everything is as the topology says');
} catch (error) {
  log.fatal({ err: error }, error instanceof SettingsError ? `wrong settings: ${error.message}` : 'not done');
  process.exitCode = error instanceof SettingsError ? EXIT_CONFIG : 1;
}
log.flush();
