import type { ProductView } from '@fondaco/contracts/http/storefront-bff';

export type Variant = ProductView['variants'][number];

/** An option with its values, each with the variant that choosing it leads to. */
export type OptionChoice = {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly variant: Variant; readonly chosen: boolean }[];
};

/** What is shown first: what can be had, when there is anything. */
export const firstVariant = (variants: readonly Variant[]): Variant | undefined =>
  variants.find(({ available }) => available > 0) ?? variants[0];

/**
 * The options by which one variant is told from another. Null when they can't be: some have other options than the
 * rest, or two have the same.
 */
export const optionChoices = (variants: readonly Variant[], chosen: Variant): OptionChoice[] | null => {
  const names = Object.keys(chosen.options);
  const told = new Set(variants.map(({ options }) => JSON.stringify(names.map((name) => options[name]))));
  const alike = variants.every(
    ({ options }) =>
      Object.keys(options).length === names.length && names.every((name) => options[name] !== undefined),
  );
  if (names.length === 0 || !alike || told.size < variants.length) return null;
  return names.map((name) => {
    const values = [...new Set(variants.map(({ options }) => options[name] ?? ''))];
    return {
      name,
      values: values.map((value) => ({
        value,
        variant: nearest(variants, chosen, name, value),
        chosen: chosen.options[name] === value,
      })),
    };
  });
};

/** Of the variants with this value the one that otherwise has most in common with what is chosen. */
const nearest = (variants: readonly Variant[], chosen: Variant, name: string, value: string): Variant => {
  const inCommon = ({ options }: Variant) =>
    Object.entries(chosen.options).filter(([other, one]) => other !== name && options[other] === one).length;
  return variants
    .filter(({ options }) => options[name] === value)
    .reduce((best, one) => (inCommon(one) > inCommon(best) ? one : best));
};
