import { Type } from 'typebox';

/** Whom to write to about an order, and in which language (BCP 47, `en` or `de` to begin with). */
export const Recipient = Type.Object({
  email: Type.String(),
  name: Type.String(),
  language: Type.String(),
});

export const DeliveryAddress = Type.Object({
  name: Type.String(),
  line1: Type.String(),
  line2: Type.Optional(Type.String()),
  postcode: Type.Optional(Type.String()),
  city: Type.String(),
  country: Type.String(),
});

/** So many units of an article, under the name that it had when it was ordered. */
export const NamedLine = Type.Object({
  sku: Type.String(),
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
});
