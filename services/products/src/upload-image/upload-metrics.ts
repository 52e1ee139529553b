import { createCounter, type Metrics } from '@fondaco/chassis/service';
import { productsMetrics } from '@fondaco/contracts/telemetry/products';

export type UploadMetrics = ReturnType<typeof createUploadMetrics>;

export const createUploadMetrics = (metrics: Metrics) => {
  const uploads = createCounter(metrics, productsMetrics.uploads);
  return { uploaded: (outcome: 'added' | 'known' | 'refused') => uploads.inc({ outcome }) };
};
