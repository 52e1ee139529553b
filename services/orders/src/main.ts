import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createOrders } from './service.ts';

await runService({ name: 'orders', readConfig, create: createOrders });
