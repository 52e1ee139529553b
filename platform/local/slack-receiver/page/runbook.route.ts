import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { html } from '../../page/html.ts';
import { page } from './pages.ts';
import { send } from './send.ts';

/** The runbooks of the checkout, under the paths that alerts name them by. */
export const runbookRoute =
  (folder: string): Routes =>
  (http) => {
    http.get(
      '/docs/runbooks/:file',
      {
        config: { access: ['public'] },
        schema: { params: Type.Object({ file: Type.String({ pattern: '^[a-z0-9-]+\\.md$' }) }) },
      },
      async ({ params: { file } }, reply) => {
        const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
        if (text === undefined)
          throw new Problem({
            status: 404,
            code: 'slack-receiver/no-such-runbook',
            title: 'There is no such runbook',
          });
        return send(
          reply,
          'text/html',
          page(file, html`<nav><a href="/">All messages</a></nav><pre>${text}</pre>`),
        );
      },
    );
  };
