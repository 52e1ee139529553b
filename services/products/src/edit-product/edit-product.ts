import { type Database, isUniqueViolation, type Transaction } from '@fondaco/chassis/postgres';
import type { ProductEdit, ProductForStaff } from '@fondaco/contracts/http/catalogue';
import type { AnnounceProducts } from '../announce-products.ts';
import { mistakeProblem, slugTaken } from '../catalogue-problems.ts';
import { editConflict } from '../edit-request.ts';
import { writeListings } from '../listing/listing-store.ts';
import { isSlugTaken, recordFormerSlug, updateProduct } from '../product/content-store.ts';
import { editedContent, isSameContent, type ProductContent } from '../product/product-edit.ts';
import { isReserved } from '../product/slug.ts';
import { lockRecord, readRecord, requireParts, writeParts } from '../product-editing.ts';

export type Edit = {
  readonly productId: string;
  /** The one that the editor has read. */
  readonly version: number;
  readonly edit: ProductEdit;
  readonly editor: string;
};

export type EditProduct = (edit: Edit) => Promise<ProductForStaff>;

/** Throws Problem when the version is no longer this one, or the edit impossible. What changes nothing is no version. */
export const editProduct =
  ({ db, announce }: { readonly db: Database; readonly announce: AnnounceProducts }): EditProduct =>
  ({ productId, version, edit, editor }) =>
    db
      .transaction(async (tx) => {
        const current = await lockRecord(tx, productId);
        if (current.version !== version) throw editConflict(current.version);
        const edited = editedContent(current, edit);
        if ('mistake' in edited) throw mistakeProblem(edited.mistake);
        if (isSameContent(current, edited.content)) return current;

        await write(tx, current, edited.content, editor);
        await writeListings(tx, [productId]);
        await announce(tx, [productId]);
        return readRecord(tx, productId);
      })
      .catch((error: unknown) => {
        if (isUniqueViolation(error, 'product_slug_key')) throw slugTaken(edit.slug ?? '');
        throw error;
      });

const write = async (
  tx: Transaction,
  current: ProductForStaff,
  content: ProductContent,
  editor: string,
): Promise<void> => {
  const { productId, slug: former } = current;
  const { slug } = content;
  await requireParts(tx, content);
  if (slug !== former && (isReserved(slug) || (await isSlugTaken(tx, slug, productId))))
    throw slugTaken(slug);
  await updateProduct(tx, productId, content);
  if (slug !== former) await recordFormerSlug(tx, productId, former);
  await writeParts(tx, productId, content, editor);
};
