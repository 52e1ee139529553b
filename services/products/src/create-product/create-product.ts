import type { Database } from '@fondaco/chassis/postgres';
import type { NewProduct, ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { mistakeProblem, slugTaken } from '../catalogue-problems.ts';
import { insertDraft } from '../product/content-store.ts';
import { newContent } from '../product/product-edit.ts';
import { distinctSlugOfName, isReserved, slugOfName } from '../product/slug.ts';
import { readRecord, requireParts, writeParts } from '../product-editing.ts';

export type CreateProduct = (asked: NewProduct, madeBy: string) => Promise<ProductForStaff>;

/** A draft, of which nobody is told. Throws Problem for what cannot be. */
export const createProduct =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }): CreateProduct =>
  (asked, madeBy) =>
    db.transaction(async (tx) => {
      const productId = newId();
      const slug = asked.slug ?? slugOfName(asked.name, 'product');
      const edited = newContent({ ...asked, slug });
      if ('mistake' in edited) throw mistakeProblem(edited.mistake);
      const { content } = edited;
      await requireParts(tx, content);

      if (isReserved(slug) || !(await insertDraft(tx, productId, content))) {
        const distinct = distinctSlugOfName(slug, productId);
        if (asked.slug !== undefined || !(await insertDraft(tx, productId, { ...content, slug: distinct })))
          throw slugTaken(slug);
      }
      await writeParts(tx, productId, content, madeBy);
      return readRecord(tx, productId);
    });
