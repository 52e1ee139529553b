/** SKUs are compared and stored in upper case. */
export const normalSku = (sku: string): string => sku.toUpperCase();

/** What an import says about a SKU: `priceMinor` in minor units of `currency`. */
export type Offer = {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
};
