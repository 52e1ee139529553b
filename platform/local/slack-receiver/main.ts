import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createSlackReceiver } from './service.ts';

await runService({ name: 'slack-receiver', readConfig, create: createSlackReceiver });
