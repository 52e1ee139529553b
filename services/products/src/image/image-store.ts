import type { Queryable } from '@fondaco/chassis/postgres';
import type { Image } from './image.ts';

export const findImage = async (tx: Queryable, imageId: string): Promise<Image | null> => {
  const { rows } = await tx.query<Image>({
    name: 'find-image',
    text: 'SELECT image_id AS "imageId", width, height FROM image WHERE image_id = $1',
    values: [imageId],
  });
  return rows[0] ?? null;
};

/** False when it is there already. */
export const insertImage = async (
  tx: Queryable,
  image: Image & { readonly madeBy: string },
): Promise<boolean> => {
  const { count } = await tx.query({
    name: 'insert-image',
    text: `
      INSERT INTO image (image_id, width, height, made_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT (image_id) DO NOTHING`,
    values: [image.imageId, image.width, image.height, image.madeBy],
  });
  return count === 1;
};
