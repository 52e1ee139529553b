import { pathKey } from './category-path.ts';
import { type GoodRow, type ImportStatus, type PropertyChanges, tidyName, tidyText } from './import-row.ts';

export type StoredProperties = Readonly<Record<string, string>>;

export type ProductFields = {
  readonly name: string;
  readonly description: string;
  readonly categoryId: string | null;
  readonly attributes: StoredProperties;
  readonly status: ImportStatus;
};

export type Offered = {
  readonly priceMinor: number;
  readonly currency: string;
  readonly options: StoredProperties;
};

/** What differs from what is stored only by what an import would tidy up stays as it is. */
export const wantedFields = (
  row: GoodRow,
  current: ProductFields,
  categoryIds: ReadonlyMap<string, string>,
): ProductFields => ({
  name: row.name === current.name || row.name === tidyName(current.name) ? current.name : row.name,
  description:
    row.description === undefined || row.description === tidyText(current.description)
      ? current.description
      : row.description,
  categoryId: categoryOf(row, current, categoryIds),
  attributes: withChanges(current.attributes, row.attributes),
  status: row.status ?? current.status,
});

const categoryOf = (
  { category }: GoodRow,
  current: ProductFields,
  categoryIds: ReadonlyMap<string, string>,
): string | null => {
  if (category === undefined) return current.categoryId;
  if (category === null) return null;
  const categoryId = categoryIds.get(pathKey(category));
  if (categoryId === undefined) throw new Error('a category of the batch was not looked up');
  return categoryId;
};

/** The same object when nothing is another. */
export const withChanges = (current: StoredProperties, changes: PropertyChanges): StoredProperties => {
  let changed: Map<string, string> | undefined;
  for (const [name, value] of changes) {
    const before = Object.hasOwn(current, name) ? current[name] : null;
    if (before === value) continue;
    changed ??= new Map(Object.entries(current));
    if (value === null) changed.delete(name);
    else changed.set(name, value);
  }
  return changed === undefined ? current : Object.fromEntries(changed);
};

/** The column that says something else; null when all is the same. */
export const differingField = (current: ProductFields, wanted: ProductFields): string | null => {
  if (wanted.name !== current.name) return 'name';
  if (wanted.description !== current.description) return 'description';
  if (wanted.categoryId !== current.categoryId) return 'category';
  if (wanted.status !== current.status) return 'status';
  if (wanted.attributes === current.attributes) return null;
  const names = [...Object.keys(wanted.attributes), ...Object.keys(current.attributes)];
  const name = names.find((one) => wanted.attributes[one] !== current.attributes[one]);
  return name === undefined ? null : `attribute:${name}`;
};

export const samePrice = (one: Offered, other: Offered): boolean =>
  one.priceMinor === other.priceMinor && one.currency === other.currency;

export const sameOffer = (one: Offered, other: Offered): boolean =>
  samePrice(one, other) && one.options === other.options;
