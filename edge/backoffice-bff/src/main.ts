import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createBackofficeBff } from './service.ts';

await runService({ name: 'backoffice-bff', readConfig, create: createBackofficeBff });
