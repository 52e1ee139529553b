import { join } from 'node:path';
import type { InstancePaths } from '../instance/paths.ts';

/** Where Node keeps code that it has compiled. */
export const codeCache = (paths: InstancePaths): string => join(paths.cache, 'node');
