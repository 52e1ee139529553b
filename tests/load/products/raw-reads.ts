import fastify from 'fastify';
import pg from 'pg';
import { beginningOf } from '../../../services/products/src/listing/cursor.ts';
import type { WalkSort } from '../../../services/products/src/listing/sort.ts';
import { walkStatement } from '../../../services/products/src/listing/walk-store.ts';
import { readCursor } from '../../../services/products/src/read-cursor.ts';
import { findProductPage } from '../../../services/products/src/read-product/product-page-store.ts';
import { rawQueryable } from './raw-queryable.ts';

/**
 * The raw limit of a list and of a product's page: the statements of Products by `pg`, behind Fastify with nothing
 * else. No schema, metric, log, entity tag or problem document, and rows go out as the database gave them.
 * Argument: `DATABASE_URL`, in the environment. Prints its origin.
 */
const db = rawQueryable(new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }));

const http = fastify();
type List = { category: string; sort: WalkSort; limit: string; cursor?: string };
http.get<{ Querystring: List }>('/v1/products', async ({ query }) => {
  const { category, sort, limit, cursor } = query;
  const after = cursor === undefined ? beginningOf(sort) : readCursor([sort], cursor).position;
  const { rows } = await db.query(walkStatement({ sort, category, after, limit: Number(limit) + 1 }));
  return { items: rows };
});
http.get<{ Params: { slug: string } }>('/v1/products/:slug', async ({ params }) =>
  findProductPage(db, { slug: params.slug }),
);
process.stdout.write(`${await http.listen({ host: '127.0.0.1', port: 0 })}\n`);
