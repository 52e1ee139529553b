import { type Static, Type } from 'typebox';
import { Cursor, type HttpCall, Line, Money, pageOf, Sku, Timestamp, Uuid } from './common.ts';

/** One line that begins with no blank and has no `=`, which stands between name and value where both are one text. */
const PropertyName = Type.String({
  pattern: '^(?!\\s)[^=\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]{1,40}$',
});

/** Names of attributes and options, and their values: `{ "material": "oak" }`. */
export const Properties = Type.Record(PropertyName, Line(80), {
  maxProperties: 30,
  additionalProperties: false,
});
export type Properties = Static<typeof Properties>;

/** Lower case, digits, joined by `-`. */
export const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 });

export const Category = Type.Object({
  categoryId: Uuid,
  parentId: Type.Union([Uuid, Type.Null()]),
  slug: Slug,
  name: Line(80),
  /** Among its siblings; equal ones by name. */
  position: Type.Integer({ minimum: 0, maximum: 100_000 }),
  version: Type.Integer({ minimum: 1 }),
});
export type Category = Static<typeof Category>;

/** The whole tree: parents before their children, siblings in their order. */
export const CategoryTree = Type.Object({ categories: Type.Array(Category) });

const categoryFields = {
  name: Line(80),
  /** Made of the name when it is left out. */
  slug: Type.Optional(Slug),
  parentId: Type.Optional(Type.Union([Uuid, Type.Null()])),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
};
export const NewCategory = Type.Object(categoryFields, { additionalProperties: false });
export type NewCategory = Static<typeof NewCategory>;
/** Fields that are left out stay as they are. Comes with `If-Match`. */
export const CategoryEdit = Type.Partial(NewCategory, { additionalProperties: false });
export type CategoryEdit = Static<typeof CategoryEdit>;

/** What staff say of a variant. One that a product has and an edit leaves out is retired. */
export const VariantEdit = Type.Object(
  {
    sku: Sku,
    price: Money,
    options: Type.Optional(Properties),
  },
  { additionalProperties: false },
);

export const ImageReference = Type.Object(
  { imageId: Type.String({ pattern: '^[0-9a-f]{64}$' }), alt: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
);

const productFields = {
  name: Line(200),
  /** Made of the name when it is left out. */
  slug: Type.Optional(Slug),
  description: Type.Optional(Type.String({ maxLength: 20_000 })),
  categoryId: Type.Optional(Type.Union([Uuid, Type.Null()])),
  attributes: Type.Optional(Properties),
  variants: Type.Array(VariantEdit, { maxItems: 200 }),
  images: Type.Optional(Type.Array(ImageReference, { maxItems: 20 })),
};
/** A new product is a draft, which nobody but staff sees, until it is made active. */
export const NewProduct = Type.Object(productFields, { additionalProperties: false });
export type NewProduct = Static<typeof NewProduct>;

export const ProductStatus = Type.Union([
  Type.Literal('draft'),
  Type.Literal('active'),
  Type.Literal('archived'),
]);
/** Fields that are left out stay as they are. Comes with `If-Match`. */
export const ProductEdit = Type.Partial(Type.Object({ ...productFields, status: ProductStatus }), {
  additionalProperties: false,
});
export type ProductEdit = Static<typeof ProductEdit>;

export const ScheduledPrice = Type.Object({
  scheduleId: Uuid,
  sku: Sku,
  price: Money,
  startsAt: Timestamp,
  madeBy: Type.String(),
});
export type ScheduledPrice = Static<typeof ScheduledPrice>;

/** A product as staff see it, whatever its status. `version` is also the entity tag: `"7"`. */
export const ProductForStaff = Type.Object({
  productId: Uuid,
  version: Type.Integer({ minimum: 1 }),
  status: ProductStatus,
  /** Of an import it can be longer, and have dots in it. */
  slug: Type.String(),
  name: Type.String(),
  description: Type.String(),
  categoryId: Type.Union([Uuid, Type.Null()]),
  attributes: Properties,
  variants: Type.Array(
    Type.Object({
      sku: Sku,
      price: Money,
      options: Properties,
      retired: Type.Boolean(),
      onHand: Type.Integer({ minimum: 0 }),
      reserved: Type.Integer({ minimum: 0 }),
    }),
  ),
  images: Type.Array(ImageReference),
  scheduledPrices: Type.Array(ScheduledPrice),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type ProductForStaff = Static<typeof ProductForStaff>;

/** A price that was another one before. */
export const PriceChange = Type.Object({
  sku: Sku,
  from: Money,
  to: Money,
  cause: Type.Union([Type.Literal('edit'), Type.Literal('import'), Type.Literal('schedule')]),
  changedBy: Type.String(),
  changedAt: Timestamp,
});
export type PriceChange = Static<typeof PriceChange>;
export const PriceChangePage = pageOf(PriceChange);
export const PriceChangeQuery = Type.Object(
  {
    cursor: Type.Optional(Cursor),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  },
  { additionalProperties: false },
);

export const NewScheduledPrice = Type.Object(
  { sku: Sku, price: Money, startsAt: Timestamp },
  { additionalProperties: false },
);
export type NewScheduledPrice = Static<typeof NewScheduledPrice>;

/** What is uploaded is the file itself, as the request's body. */
export const UploadedImage = Type.Object({
  imageId: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
});

/** The widths that every picture can be had in, at `/media/<imageId>/<width>.<webp|avif>`. */
export const IMAGE_WIDTHS = [160, 480, 960] as const;

/** What other programs read of the tree. */
export const categoriesClient = (call: HttpCall) => ({
  list: () => call({ method: 'GET', path: '/v1/categories', response: CategoryTree }),
});

export type UploadedImage = Static<typeof UploadedImage>;

/** The same file may be uploaded as often as one likes: it is the same image. */
export const imagesClient = (call: HttpCall) => ({
  upload: (file: Uint8Array) =>
    call({
      method: 'POST',
      path: '/v1/products/images',
      body: file,
      idempotent: true,
      response: UploadedImage,
    }),
});
