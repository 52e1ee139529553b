import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';

/** Makes a folder that only its owner may enter. */
export const privateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
};

/** Replaces a file as a whole, readable by its owner alone. */
export const writePrivateFile = async (path: string, content: string): Promise<void> => {
  const draft = await writeDraft(path, content);
  await rename(draft, path);
};

/** What the file holds; when there is none yet, what `make` gives, which is then kept for good. */
export const keptPrivateFile = async (path: string, make: () => string): Promise<string> => {
  const kept = await readIfThere(path);
  if (kept !== undefined) {
    await chmod(path, 0o600);
    return kept;
  }
  const draft = await writeDraft(path, make());
  try {
    // Unlike a rename, a link never replaces: of two starts at once the first one decides.
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  return readFile(path, 'utf8');
};

export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const writeDraft = async (path: string, content: string): Promise<string> => {
  const draft = `${path}.${randomUUID()}.new`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
