import { runService } from '@fondaco/chassis/service';
import { readConfig } from './config.ts';
import { createStorefrontBff } from './service.ts';

await runService({ name: 'storefront-bff', readConfig, create: createStorefrontBff });
