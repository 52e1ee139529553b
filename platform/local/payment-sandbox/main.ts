import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createSandbox } from './service.ts';

await runService({ name: 'payment-sandbox', readConfig, create: createSandbox });
