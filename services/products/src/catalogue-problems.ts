import { Problem } from '@fondaco/chassis/service';
import type { EditMistake } from './product/product-edit.ts';

export const productNotFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/not-found',
    title: 'There is no such product',
    detail: 'Look it up in the listing: it may no longer be on sale.',
  });

export const skuNotFound = (): Problem =>
  new Problem({ status: 404, code: 'products/unknown-sku', title: 'No product has this SKU' });

export const invalidCursor = (unchanged = 'unchanged'): Problem =>
  new Problem({
    status: 400,
    code: 'products/invalid-cursor',
    title: 'The cursor is not valid',
    detail: `Use nextCursor of the page before, ${unchanged}, or none to begin with the first page.`,
  });

export const slugTaken = (slug: string): Problem =>
  new Problem({
    status: 409,
    code: 'products/slug-taken',
    title: 'Something else is, or was, found under this slug',
    detail: 'Choose another one, or leave it out of a new product to have one made of its name.',
    extra: { slug },
  });

export const skuTaken = (skus: readonly string[]): Problem =>
  new Problem({
    status: 409,
    code: 'products/sku-taken',
    title: 'Another product has this SKU',
    detail: `Of another product: ${skus.join(', ')}.`,
    extra: { skus },
  });

export const unknownCategory = (): Problem =>
  new Problem({ status: 422, code: 'products/unknown-category', title: 'There is no such category' });

export const unknownImage = (imageIds: readonly string[]): Problem =>
  new Problem({
    status: 422,
    code: 'products/unknown-image',
    title: 'There is no such image',
    detail: 'Upload it first.',
    extra: { imageIds },
  });

export const invalidPrice = (sku: string): Problem =>
  new Problem({
    status: 422,
    code: 'products/invalid-price',
    title: 'Nothing can have this price',
    detail: `The price of ${sku} must be more than 0, in a currency of ISO 4217.`,
    extra: { sku },
  });

export const mistakeProblem = (mistake: EditMistake): Problem => {
  switch (mistake.kind) {
    case 'name-missing':
      return new Problem({ status: 422, code: 'products/name-missing', title: 'A product needs a name' });
    case 'invalid-price':
      return invalidPrice(mistake.sku);
    case 'duplicate-sku':
      return new Problem({
        status: 422,
        code: 'products/duplicate-sku',
        title: 'Two variants have the same SKU',
        detail: `${mistake.sku} is there twice. SKUs are case-insensitive.`,
        extra: { sku: mistake.sku },
      });
    case 'nothing-to-sell':
      return new Problem({
        status: 409,
        code: 'products/nothing-to-sell',
        title: 'An active product needs a variant that is sold',
        detail: 'Give it a variant with a price, or archive it.',
      });
    case 'status-impossible':
      return new Problem({
        status: 409,
        code: 'products/status-impossible',
        title: `A product that is ${mistake.from} cannot become ${mistake.to}`,
        detail: 'A draft becomes active, what is active archived, and what is archived active again.',
      });
  }
};

export const categoryNotFound = (): Problem =>
  new Problem({ status: 404, code: 'products/category-not-found', title: 'There is no such category' });

export const unknownParent = (): Problem =>
  new Problem({
    status: 422,
    code: 'products/unknown-category',
    title: 'There is no such parent category',
    detail: 'Name a category of the tree as parentId, or null for one at the top.',
  });

export const categorySlugTaken = (slug: string): Problem =>
  new Problem({
    status: 409,
    code: 'products/category-slug-taken',
    title: 'Another category has this slug',
    extra: { slug },
  });

export const categoryCycle = (): Problem =>
  new Problem({
    status: 409,
    code: 'products/category-cycle',
    title: 'A category cannot stand below itself',
    detail: 'Move the categories that are to stand above it out of it first.',
  });

export const categoryNotEmpty = (): Problem =>
  new Problem({
    status: 409,
    code: 'products/category-not-empty',
    title: 'There are categories or products in it',
    detail: 'Move them elsewhere first. Drafts and archived products count.',
  });

export const unknownSku = (sku: string): Problem =>
  new Problem({
    status: 422,
    code: 'products/unknown-sku',
    title: 'The product has no such variant',
    extra: { sku },
  });

export const notInFuture = (): Problem =>
  new Problem({
    status: 422,
    code: 'products/price-not-in-future',
    title: 'The time of a scheduled price must be to come',
    detail: 'To change a price now, edit the product.',
  });

export const alreadyScheduled = (): Problem =>
  new Problem({
    status: 409,
    code: 'products/price-already-scheduled',
    title: 'The SKU gets another price at this time',
    detail: 'Withdraw that one first.',
  });

export const tooManyScheduled = (limit: number): Problem =>
  new Problem({
    status: 409,
    code: 'products/too-many-scheduled-prices',
    title: 'Too many prices of the product are scheduled',
    detail: `At most ${limit} can wait. Withdraw one first.`,
  });

export const scheduleNotFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/schedule-not-found',
    title: 'The product has no such scheduled price',
  });

export const alreadyApplied = (): Problem =>
  new Problem({
    status: 409,
    code: 'products/price-already-applied',
    title: 'Its time has come: it is the price already, or was',
    detail: 'Edit the product to change its price.',
  });
