/** An order that an index of the listings has. */
export type WalkSort = 'name' | 'price' | '-price' | 'newest';

/** `column` is followed by the product's id in the index; what a key is in SQL, and from a parameter back. */
export type SortOrder = {
  readonly column: 'sort_name' | 'price_minor' | 'published_at';
  readonly key: string;
  readonly fromKey: (parameter: string) => string;
  readonly direction: 'ASC' | 'DESC';
  /** Before every listing. */
  readonly beginning: Key;
};

/** A text for names, a number for prices and, in microseconds since 1970, for times. */
export type Key = string | number;

const NOWHERE = '00000000-0000-0000-0000-000000000000';
const PAST_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const price = {
  column: 'price_minor',
  key: 'price_minor',
  fromKey: (parameter: string) => `${parameter}::bigint`,
} as const;

export const sortOrders: Readonly<Record<WalkSort, SortOrder>> = {
  name: {
    column: 'sort_name',
    key: 'sort_name',
    fromKey: (parameter) => `${parameter}::text`,
    direction: 'ASC',
    beginning: '',
  },
  price: { ...price, direction: 'ASC', beginning: -1 },
  '-price': { ...price, direction: 'DESC', beginning: Number.MAX_SAFE_INTEGER },
  newest: {
    column: 'published_at',
    key: '(extract(epoch FROM published_at) * 1000000)::bigint',
    fromKey: (parameter) => `timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond'`,
    direction: 'DESC',
    beginning: Number.MAX_SAFE_INTEGER,
  },
};

export const firstId = ({ direction }: SortOrder): string => (direction === 'ASC' ? NOWHERE : PAST_ALL);
