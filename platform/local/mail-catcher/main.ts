import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createMailCatcher } from './service.ts';

await runService({ name: 'mail-catcher', readConfig, create: createMailCatcher });
