import type { Database } from '@fondaco/chassis/postgres';
import { type Condition, conditionsOf, PLACE, PRICE, STOCK, type Words } from './listing/filters.ts';
import { COUNTED, type Probe, type Probed, probe } from './listing/probe-store.ts';
import {
  type Asked,
  begun,
  isDense,
  lookedAt,
  looking,
  MANY,
  SAMPLED,
  type Values,
  valuesOf,
} from './looking.ts';

/**
 * What passes the filters where the words alone find too much to be looked at. The values of each filter that the index
 * knows are counted among what passes all others. Of what passes the former so many are looked at that they mostly tell
 * all the rest; what they don't tell is asked for by itself. `all` is what the words alone find, if that was looked at.
 */
export const lookAmongMany = async (
  db: Database,
  asked: Asked<Words>,
  all: Probed | null,
): Promise<{ readonly probed: Probed; readonly values: Values }> => {
  const { words, place } = asked.filters;
  const conditions = conditionsOf(asked.filters);
  const [indexed, others] = [
    conditions.filter((one) => one.indexed),
    conditions.filter((one) => !one.indexed),
  ];
  const looked = lookedAt(COUNTED + 1, others);
  const lookAtPage = (probe: Pick<Probe, 'dense' | 'applied' | 'missable' | 'looked' | 'sampled'>) =>
    lookAt(db, asked, { ...probe, page: begun(asked), counted: { path: place?.above ?? [], only: null } });
  const lookAtIndexed = async (likely: number): Promise<Probed> =>
    all !== null && indexed.length === 0
      ? all
      : lookAtPage({
          dense: isDense(likely, looked),
          applied: indexed,
          missable: others,
          looked,
          sampled: lookedAt(SAMPLED, others),
        });

  const ownOfIndexed = countIndexed(db, asked, { indexed, all });
  // What passes each filter tells how the index is best asked for what passes all of them, if the words leave it open.
  const [own, some] = isDense(words.likely, looked)
    ? await ownOfIndexed.then(async (own) => [own, await lookAtIndexed(own.likely)] as const)
    : await Promise.all([ownOfIndexed, lookAtIndexed(words.likely)]);

  const isKnown = (count: number): boolean => some.seen < looked || count > COUNTED;
  const probed = isKnown(some.total)
    ? some
    : await lookAtPage({
        dense: false,
        applied: conditions,
        missable: [],
        looked: COUNTED + 1,
        sampled: SAMPLED,
      });
  let values = valuesOf(probed);
  for (const [left, its] of own.probed) values = withOwn(left, values, its);
  for (const [bit, left] of others.entries()) {
    const its = isKnown(some.without[bit] ?? 0) ? some : (await countOwn(db, asked, left, 0)).probed;
    values = withOwn(left, values, its);
  }
  return { probed, values };
};

const lookAt = (db: Database, { filters }: Asked<Words>, asked: Omit<Probe, 'words'>): Promise<Probed> =>
  looking(db, (tx) => probe(tx, { ...asked, words: filters.words.query }));

/** What was counted among all that passes but for one filter, and the part of it that passes this one too. */
type Own = { readonly probed: Probed; readonly passing: number };

/** The values of each filter that the index knows, and how much is likely to pass all of these. */
const countIndexed = async (
  db: Database,
  asked: Asked<Words>,
  { indexed, all }: { readonly indexed: readonly Condition[]; readonly all: Probed | null },
): Promise<{ readonly probed: ReadonlyMap<Condition, Probed>; readonly likely: number }> => {
  const { words } = asked.filters;
  const conditions = conditionsOf(asked.filters);
  const names = conditions.map(({ name }) => name);
  const probed = new Map<Condition, Probed>();
  let likely = words.likely;
  for (const left of indexed) {
    if (all !== null && (all.without[names.indexOf(left.name)] ?? 0) > COUNTED) {
      probed.set(left, all);
      continue;
    }
    const isOnly = indexed.length === 1;
    const sampled = isOnly && words.likely >= MANY ? await sampleOwn(db, asked, left) : null;
    const own = sampled ?? (await countOwn(db, asked, left, isOnly ? words.likely : 0));
    probed.set(left, own.probed);
    likely *= own.passing;
  }
  return { probed, likely };
};

const onlyOwn = (asked: Asked<Words>, left: Condition) => ({
  page: null,
  counted: { path: asked.filters.place?.above ?? [], only: left },
});

/** Counts the values of one filter among what passes all others, of which so much is likely. */
const countOwn = async (db: Database, asked: Asked<Words>, left: Condition, likely: number): Promise<Own> => {
  const probed = await lookAt(db, asked, {
    ...onlyOwn(asked, left),
    dense: isDense(likely, COUNTED + 1),
    applied: conditionsOf(asked.filters).filter(({ name }) => name !== left.name),
    missable: [left],
    looked: COUNTED + 1,
    sampled: SAMPLED,
  });
  return { probed, passing: probed.total / Math.max(probed.seen, 1) };
};

/** The same, in a sample: null when there may be few enough for exact counts. */
const sampleOwn = async (db: Database, asked: Asked<Words>, left: Condition): Promise<Own | null> => {
  const { likely } = asked.filters.words;
  const others = conditionsOf(asked.filters).filter(({ indexed }) => !indexed);
  const looked = lookedAt(SAMPLED, others);
  const probed = await lookAt(db, asked, {
    ...onlyOwn(asked, left),
    dense: isDense(likely, looked),
    applied: [],
    missable: [...others, left],
    looked,
    sampled: looked,
  });
  const without = probed.without.at(-1) ?? 0;
  const isMany = (likely * without) / Math.max(probed.seen, 1) >= MANY;
  return isMany || probed.seen < looked ? { probed, passing: probed.total / Math.max(without, 1) } : null;
};

const withOwn = ({ name, facet }: Condition, values: Values, own: Values): Values => {
  if (name === PLACE) return { ...values, categories: own.categories };
  if (name === PRICE) return { ...values, price: own.price };
  if (name === STOCK) return { ...values, inStock: own.inStock };
  const isOwn = (property: { readonly facet: string }) => property.facet.startsWith(`${facet}=`);
  return {
    ...values,
    properties: [
      ...values.properties.filter((property) => !isOwn(property)),
      ...own.properties.filter(isOwn),
    ],
  };
};
