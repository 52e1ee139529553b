import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { findPrograms } from './programs.ts';

export type BuiltFile = { readonly name: string; readonly text: string };

/** Native code, what packages try to load that nobody needs, and what the benchmark of telemetry silences from outside. */
const LEFT_OUT = /^(sharp|@node-rs\/.*|pg-native|pino-pretty|@prometheus-io\/client)$/;

/** Chunks that are of packages alone: nobody debugs those by their sources. */
const PACKAGES = 'packages';

/**
 * Builds all programs of the checkout at `root`, to stand in `folder` or in one beside it: `orders.mjs` and the others,
 * what they share, and maps to the sources. Throws what is wrong with a source.
 */
export const buildPrograms = async (root: string, folder: string): Promise<BuiltFile[]> => {
  const bundler = await rolldown({
    input: findPrograms(root),
    cwd: root,
    platform: 'node',
    external: (id) => LEFT_OUT.test(id),
    plugins: [placesOfSources(folder)],
  });
  try {
    const { output } = await bundler.generate({
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'part-[hash].mjs',
      // What a program does not need it does not load: a chunk for each set of programs that share it.
      codeSplitting: { groups: [{ name: PACKAGES, test: /node_modules/, entriesAware: true }] },
      comments: { legal: false },
      sourcemap: 'hidden',
    });
    return output.flatMap((file) => (file.type === 'chunk' ? filesOf(file) : []));
  } finally {
    await bundler.close();
  }
};

export const writePrograms = async (files: readonly BuiltFile[], folder: string): Promise<void> => {
  await mkdir(folder);
  await Promise.all(files.map(({ name, text }) => writeFile(join(folder, name), text)));
};

/** The chassis reads a map when an error is logged. Node's own way with them would keep them all in memory. */
const filesOf = ({ name, fileName, code, map }: OutputChunk): BuiltFile[] => [
  { name: fileName, text: code },
  ...(map && !name.startsWith(PACKAGES)
    ? [{ name: `${fileName}.map`, text: JSON.stringify({ ...map, sourcesContent: undefined }) }]
    : []),
];

/** A module that looks for a file beside it, as one of Kafka's client does, finds it beside its source. */
const placesOfSources = (folder: string): Plugin => ({
  name: 'places-of-sources',
  transform(code, id) {
    if (!/import\.meta\.(url|dirname)/.test(code)) return null;
    const url = `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url)`;
    const places = { url: `${url}.href`, dirname: `new URL('.', ${url}).pathname.slice(0, -1)` };
    return {
      code: code.replace(/import\.meta\.(url|dirname)\b/g, (_, name: keyof typeof places) => places[name]),
      map: null,
    };
  },
});
