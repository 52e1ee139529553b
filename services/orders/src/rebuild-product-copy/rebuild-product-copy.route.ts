import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { ProductCopyRebuild } from '@fondaco/contracts/http/product-copy';
import { findRebuild, requestRebuild } from './rebuild-store.ts';

const PATH = '/v1/product-copy/rebuild';
const config = { access: ['staff', 'service:operator'] } as const;

export const rebuildProductCopyRoute =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }): Routes =>
  (http) => {
    http.post(
      PATH,
      {
        config: { access: [...config.access] },
        schema: {
          operationId: 'rebuildProductCopy',
          summary: 'Build the copy of the catalogue anew from its topic, in the background',
          description: 'While one is under way, that one is the answer.',
          response: { 202: ProductCopyRebuild },
        },
      },
      async (_request, reply) => {
        await requestRebuild(db, newId());
        return reply.code(202).send(await lastRebuild(db));
      },
    );
    http.get(
      PATH,
      {
        config: { access: [...config.access] },
        schema: {
          operationId: 'readProductCopyRebuild',
          summary: 'The rebuild of the copy of the catalogue that was asked for last',
          response: { 200: ProductCopyRebuild },
        },
      },
      () => lastRebuild(db),
    );
  };

const lastRebuild = async (db: Database): Promise<ProductCopyRebuild> => {
  const rebuild = await findRebuild(db);
  if (rebuild) return rebuild;
  throw new Problem({
    status: 404,
    code: 'orders/never-rebuilt',
    title: 'The copy of the catalogue was never built anew',
    detail: `POST ${PATH} does it.`,
  });
};
