import type { Database } from '@fondaco/chassis/postgres';
import type { Background, HttpServer, Log } from '@fondaco/chassis/service';
import { countWordsJob } from './count-words/count-words.job.ts';
import { listProductsRoute } from './list-products/list-products.route.ts';
import { searchProductsRoute } from './search-products/search-products.route.ts';
import { suggestRoute } from './suggest/suggest.route.ts';

/** Everything that visitors find products by. */
export const addBrowsing = (
  http: HttpServer,
  { db, log }: { readonly db: Database; readonly log: Log },
): Background[] => {
  listProductsRoute(db)(http);
  searchProductsRoute(db)(http);
  suggestRoute(db)(http);
  return [countWordsJob({ db, log })];
};
