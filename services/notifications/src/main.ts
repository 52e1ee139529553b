import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createNotifications } from './service.ts';

await runService({ name: 'notifications', readConfig, create: createNotifications });
