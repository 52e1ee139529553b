import type { Metrics } from '@fondaco/chassis/service';
import { Counter } from '@prometheus-io/client';

export type UploadMetrics = ReturnType<typeof createUploadMetrics>;

export const createUploadMetrics = (metrics: Metrics) => {
  const uploads = new Counter({
    name: 'images_uploaded_total',
    help: 'Files that were uploaded as images, by what came of them.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });
  return { uploaded: (outcome: 'added' | 'known' | 'refused') => uploads.inc({ outcome }) };
};
