import type { Metric, Metrics } from './metric.ts';

const gauge = (name: string, unit: Metric['unit'], help: string, labels: Metric['labels'] = {}): Metric => ({
  name,
  type: 'gauge',
  unit,
  help,
  labels,
});

const lag = (what: string, help: string): Metric => gauge(`nodejs_eventloop_lag_${what}`, 'seconds', help);

const HEAP_SPACES = 'the spaces of V8’s heap';

/** Of every process of ours, by the client library: what Node.js and the kernel say of it. */
export const runtimeMetrics = {
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    unit: 'seconds',
    help: 'Total user and system CPU time spent in seconds.',
    labels: {},
  },
  cpuUser: {
    name: 'process_cpu_user_seconds_total',
    type: 'counter',
    unit: 'seconds',
    help: 'Total user CPU time spent in seconds.',
    labels: {},
  },
  cpuSystem: {
    name: 'process_cpu_system_seconds_total',
    type: 'counter',
    unit: 'seconds',
    help: 'Total system CPU time spent in seconds.',
    labels: {},
  },
  started: gauge(
    'process_start_time_seconds',
    'timestamp',
    'Start time of the process since unix epoch in seconds.',
  ),
  resident: gauge('process_resident_memory_bytes', 'bytes', 'Resident memory size in bytes.'),
  virtual: gauge('process_virtual_memory_bytes', 'bytes', 'Virtual memory size in bytes.'),
  heap: gauge('process_heap_bytes', 'bytes', 'Process heap size in bytes.'),
  openFiles: gauge('process_open_fds', 'count', 'Number of open file descriptors.'),
  mostFiles: gauge('process_max_fds', 'count', 'Maximum number of open file descriptors.'),
  lag: lag('seconds', 'Lag of event loop in seconds.'),
  lagMin: lag('min_seconds', 'The minimum recorded event loop delay.'),
  lagMax: lag('max_seconds', 'The maximum recorded event loop delay.'),
  lagMean: lag('mean_seconds', 'The mean of the recorded event loop delays.'),
  lagDeviation: lag('stddev_seconds', 'The standard deviation of the recorded event loop delays.'),
  lag50: lag('p50_seconds', 'The 50th percentile of the recorded event loop delays.'),
  lag90: lag('p90_seconds', 'The 90th percentile of the recorded event loop delays.'),
  lag99: lag('p99_seconds', 'The 99th percentile of the recorded event loop delays.'),
  utilization: {
    name: 'nodejs_eventloop_utilization_summary',
    type: 'summary',
    unit: 'ratio',
    help: 'Ratio of time the event loop is not idling in the event provider to the total time the event loop is running.',
    labels: {},
  },
  utilizationHistogram: {
    name: 'nodejs_eventloop_utilization_histogram',
    type: 'histogram',
    unit: 'ratio',
    help: 'Ratio of time the event loop is not idling in the event provider to the total time the event loop is running.',
    labels: {},
  },
  collections: {
    name: 'nodejs_gc_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
  },
  resources: gauge('nodejs_active_resources_total', 'count', 'Total number of active resources.'),
  handles: gauge('nodejs_active_handles_total', 'count', 'Total number of active handles.'),
  requests: gauge('nodejs_active_requests_total', 'count', 'Total number of active requests.'),
  heapTotal: gauge('nodejs_heap_size_total_bytes', 'bytes', 'Process heap size from Node.js in bytes.'),
  heapUsed: gauge('nodejs_heap_size_used_bytes', 'bytes', 'Process heap size used from Node.js in bytes.'),
  external: gauge('nodejs_external_memory_bytes', 'bytes', 'Node.js external memory size in bytes.'),
  spaceTotal: gauge(
    'nodejs_heap_space_size_total_bytes',
    'bytes',
    'Process heap space size total from Node.js in bytes.',
    { space: HEAP_SPACES },
  ),
  spaceUsed: gauge(
    'nodejs_heap_space_size_used_bytes',
    'bytes',
    'Process heap space size used from Node.js in bytes.',
    { space: HEAP_SPACES },
  ),
  spaceAvailable: gauge(
    'nodejs_heap_space_size_available_bytes',
    'bytes',
    'Process heap space size available from Node.js in bytes.',
    { space: HEAP_SPACES },
  ),
  version: gauge('nodejs_version_info', 'count', 'Node.js version info.', {
    version: 'one',
    major: 'one',
    minor: 'one',
    patch: 'one',
  }),
} as const satisfies Metrics;
