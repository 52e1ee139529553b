import { InvalidArgumentError } from 'commander';

export type Quantity = { readonly sku: string; readonly quantity: number };

/** `MUG-1=2,MUG-2=1`, as often as somebody likes to say it. */
export const readQuantities = (text: string, previous: readonly Quantity[] = []): readonly Quantity[] => [
  ...previous,
  ...text.split(',').map((item) => {
    const [, sku, quantity] = /^([A-Za-z0-9][A-Za-z0-9._-]*)=([1-9]\d{0,5})$/.exec(item.trim()) ?? [];
    if (sku === undefined) throw new InvalidArgumentError('Say which and how many: MUG-1=2,MUG-2=1.');
    return { sku: sku.toUpperCase(), quantity: Number(quantity) };
  }),
];
