/** What an import says about a SKU: `priceMinor` in minor units of `currency`. */
export type Offer = {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
};

/** An offer as it is stored, with the product that it belongs to. */
export type StoredOffer = Offer & { readonly productId: string };

/** SKUs are compared and stored in upper case. */
export const normalSku = (sku: string): string => sku.toUpperCase();

/** Those of `offers` that differ from what is stored, as what shall be stored. */
export const changedOffers = (offers: readonly Offer[], stored: readonly StoredOffer[]): StoredOffer[] => {
  const bySku = new Map(stored.map((offer) => [offer.sku, offer]));
  return offers.flatMap((offer) => {
    const current = bySku.get(offer.sku);
    if (current === undefined || sameOffer(current, offer)) return [];
    return [{ ...offer, productId: current.productId }];
  });
};

const sameOffer = (one: Offer, other: Offer): boolean =>
  one.name === other.name && one.priceMinor === other.priceMinor && one.currency === other.currency;
