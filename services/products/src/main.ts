import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createProducts } from './service.ts';

await runService({ name: 'products', readConfig, create: createProducts });
