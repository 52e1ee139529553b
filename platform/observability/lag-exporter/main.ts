import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createLagExporter } from './service.ts';

await runService({ name: 'lag-exporter', readConfig, create: createLagExporter });
