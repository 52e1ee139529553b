import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a built module, as stacks name it. */
const PLACE = /(file:\/\/\/[^\s()]{1,1024}\.mjs):(\d+):(\d+)/g;

/** By the module's URL. Kept, since an error seldom comes alone; only those that are there, since a message may name any. */
const maps = new Map<string, SourceMap>();

const mapOf = (url: string): SourceMap | undefined => {
  const map = maps.get(url) ?? readMap(url);
  if (map !== undefined) maps.set(url, map);
  return map;
};

const readMap = (url: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')));
  } catch {
    // Packages have none. Nor may anything that is wrong with one keep the error itself out of the log.
    return undefined;
  }
};

/**
 * A stack with its places in the sources, as far as maps stand beside the modules that were built from them. They are
 * read here and not by Node's `--enable-source-maps`, which loads them all when it starts: 7 MB in each process.
 */
export const sourceStack = (stack: string): string =>
  stack.replaceAll(PLACE, (place, url: string, line: string, column: string) => {
    const origin = mapOf(url)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !('fileName' in origin)) return place;
    return `${new URL(origin.fileName, url).href}:${origin.lineNumber}:${origin.columnNumber}`;
  });
