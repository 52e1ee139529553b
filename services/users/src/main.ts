import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createUsers } from './service.ts';

await runService({ name: 'users', readConfig, create: createUsers });
