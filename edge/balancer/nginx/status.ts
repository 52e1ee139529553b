import type { Address } from '../../../platform/addresses.ts';
import { block } from './block.ts';

/** `/health` and `/status` (connections), on a port of their own that nothing routes to. */
export const renderStatus = ({ host, port }: Address): string[] =>
  block('server', [
    `listen ${host}:${port};`,
    'access_log off;',
    ...block('location = /health', ['default_type text/plain;', 'return 200 "ok\\n";']),
    ...block('location = /status', ['stub_status;']),
    ...block('location /', ['return 404;']),
  ]);
