import { pathToFileURL } from 'node:url';

/** Evaluated before all that stands beside it in a list of imports: the others are loaded, and never run. */
const stop = 'data:text/javascript,throw 0';

// Runs as a process of its own: loads the modules that it is given with everything they import, so that Node's
// compile cache has them without their types.
for (const entry of process.argv.slice(2)) {
  const both = `import ${JSON.stringify(stop)}; import ${JSON.stringify(pathToFileURL(entry).href)};`;
  await import(`data:text/javascript,${encodeURIComponent(both)}`).catch((error: unknown) => {
    if (error !== 0) throw error;
  });
}
