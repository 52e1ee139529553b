import { Problem, type Routes } from '@fondaco/chassis/service';
import { Runbook, RunbookName } from '@fondaco/contracts/http/backoffice-bff';
import { Type } from 'typebox';
import type { Runbooks } from '../runbook/runbooks.ts';
import type { AsStaff } from '../session/as-staff.ts';

type Parts = { readonly runbooks: Runbooks; readonly asStaff: AsStaff };

export const readRunbookRoute =
  ({ runbooks, asStaff }: Parts): Routes =>
  (http) => {
    http.get(
      '/backoffice/bff/operations/runbooks/:name',
      {
        config: { access: ['public'] },
        onRequest: asStaff,
        schema: {
          operationId: 'readRunbook',
          summary: 'What an alert means, how to look, what to do',
          params: Type.Object({ name: RunbookName }),
          response: { 200: Runbook },
        },
      },
      async (request, reply) => {
        const runbook = runbooks.get(request.params.name);
        if (runbook === undefined)
          throw new Problem({
            status: 404,
            code: 'backoffice-bff/no-such-runbook',
            title: 'There is no such runbook',
          });
        reply.header('cache-control', 'no-store');
        return runbook;
      },
    );
  };
