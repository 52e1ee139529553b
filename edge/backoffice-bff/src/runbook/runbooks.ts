import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runbook } from '@fondaco/contracts/http/backoffice-bff';

/** By name. */
export type Runbooks = ReadonlyMap<string, Runbook>;

/** Every Markdown file of the folder. Its first line is its title. */
export const readRunbooks = async (folder: string): Promise<Runbooks> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  const runbooks = await Promise.all(
    names.map(async (file) => {
      const name = file.slice(0, -'.md'.length);
      const text = await readFile(join(folder, file), 'utf8');
      const [, title = name, markdown = text] = /^# (.+)\n([\s\S]*)$/.exec(text) ?? [];
      return { name, title, markdown: markdown.trim() };
    }),
  );
  return new Map(runbooks.map((runbook) => [runbook.name, runbook]));
};
