import { renameSync, writeFileSync } from 'node:fs';

/** Readers see the old content or the new, never a part; a crash leaves one of the two. */
export const writeAtomically = (file: string, content: string, mode = 0o644) => {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, file);
};
