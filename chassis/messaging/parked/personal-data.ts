import { redact } from '../../service/index.ts';
import { isHidden } from '../../service/redaction.ts';

export const MASKED = '[masked]';

/** What stands in an event where a person's data stood before the person was erased. */
export const ERASED = '[erased]';

const MAX_DEPTH = 32;

/** Names of fields that tell of a person, beside those that no log shows. Without case, `-` and `_`. */
const PERSONAL = new Set([
  'name',
  'givenname',
  'middlename',
  'familyname',
  'surname',
  'customername',
  'recipientname',
  'companyname',
  'emailaddress',
  'mobile',
  'telephone',
  'addressline',
  'addressline1',
  'addressline2',
  'line1',
  'line2',
  'line3',
  'housenumber',
  'zip',
  'zipcode',
  'city',
  'town',
  'dateofbirth',
  'birthdate',
  'trackingcode',
  'ip',
  'ipaddress',
  'useragent',
]);

/** Members that stay also inside of something personal, such as an address: they name nobody. */
const KEPT = /^(country|language|currency|amountminor|\w*id)$/;

/** What has one of these is an article, and its name nobody's. */
const OF_ARTICLES = ['sku', 'slug'];

type Mark = typeof MASKED | typeof ERASED;

const plain = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase();

const isPersonal = (name: string, owner: Readonly<Record<string, unknown>>): boolean => {
  if (plain(name) === 'name' && OF_ARTICLES.some((mark) => typeof owner[mark] === 'string')) return false;
  return isHidden(name) || PERSONAL.has(plain(name));
};

/** Of the same type as before, so that an event that followed its schema still does. */
const replaced = (value: string | number, mark: Mark): string | number =>
  typeof value === 'string' || mark === MASKED ? mark : 0;

const without = (value: unknown, mark: Mark, inside: boolean, depth: number): unknown => {
  if (typeof value === 'string') return inside ? mark : redact(value);
  if (typeof value === 'number') return inside ? replaced(value, mark) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return mark;
  if (Array.isArray(value)) return value.map((item) => without(item, mark, inside, depth + 1));
  const owner = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(owner).map(([name, inner]) => {
      const within = isPersonal(name, owner) || (inside && !KEPT.test(plain(name)));
      return [name, without(inner, mark, within, depth + 1)];
    }),
  );
};

/**
 * A copy of an event's data for people to look at: without what tells of a person, by the names of the
 * fields, and without e-mail addresses, tokens and passwords wherever they stand.
 */
export const maskPersonalData = (data: unknown): unknown => without(data, MASKED, false, 0);

/** A copy to keep in place of the data of a person who is erased: ids, amounts and articles stay. */
export const erasePersonalData = (data: unknown): unknown => without(data, ERASED, false, 0);
