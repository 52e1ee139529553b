import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createPayments } from './service.ts';

await runService({ name: 'payments', readConfig, create: createPayments });
