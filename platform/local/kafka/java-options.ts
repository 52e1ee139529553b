import { join } from 'node:path';

/** Small heaps, and compiled only as far as pays off soon: several brokers share a machine with everything else. */
export const javaOptions = (jars: string, classArchive?: string): readonly string[] => [
  '-Xms48m',
  '-Xmx128m',
  '-Xss512k',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:ReservedCodeCacheSize=48m',
  '-XX:MaxMetaspaceSize=96m',
  '-XX:MaxDirectMemorySize=48m',
  // Better to end and be started again than to go on without a thread that ran out of memory.
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.xml')}`,
  ...(classArchive ? [`-XX:SharedArchiveFile=${classArchive}`] : []),
  '-cp',
  join(jars, '*'),
];
