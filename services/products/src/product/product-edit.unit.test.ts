import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editedContent, isSameContent, newContent, type ProductContent } from './product-edit.ts';

const price = { amountMinor: 210, currency: 'GBP' };
const variant = (sku: string, retired = false) => ({ sku, price, options: { size: sku }, retired });
const lamp: ProductContent = {
  status: 'active',
  slug: 'lamp',
  name: 'Lamp',
  description: 'It shines.',
  categoryId: null,
  attributes: { material: 'tin' },
  images: [],
  variants: [variant('A'), variant('B')],
};

const contentOf = (edited: ReturnType<typeof editedContent>): ProductContent => {
  if ('mistake' in edited) throw new Error(edited.mistake.kind);
  return edited.content;
};
const mistakeOf = (edited: ReturnType<typeof editedContent>) => ('mistake' in edited ? edited.mistake : null);

test('what an edit leaves out stays', () => {
  assert.ok(isSameContent(contentOf(editedContent(lamp, {})), lamp));
  const edited = contentOf(editedContent(lamp, { description: '' }));
  assert.deepEqual(edited, { ...lamp, description: '' });
  assert.equal(isSameContent(edited, lamp), false);
});

test('variants are those that are named, in that order, and behind them those that are no longer sold', () => {
  const { variants } = contentOf(
    editedContent(lamp, {
      variants: [
        { sku: 'c', price },
        { sku: 'b', price, options: {} },
      ],
    }),
  );
  assert.deepEqual(variants, [
    { sku: 'C', price, options: {}, retired: false },
    { sku: 'B', price, options: {}, retired: false },
    variant('A', true),
  ]);
});

test('the order of variants and images is part of what a product is, that of attributes is not', () => {
  assert.equal(isSameContent(lamp, { ...lamp, variants: lamp.variants.toReversed() }), false);
  const two = { ...lamp, attributes: { a: '1', b: '2' } };
  assert.ok(isSameContent(two, { ...lamp, attributes: { b: '2', a: '1' } }));
});

test('a new product is a draft with nothing but what was said', () => {
  const edited = newContent({ name: ' Lamp ', slug: 'lamp', variants: [{ sku: 'a', price }] });
  assert.deepEqual(edited, {
    content: {
      status: 'draft',
      slug: 'lamp',
      name: 'Lamp',
      description: '',
      categoryId: null,
      attributes: {},
      images: [],
      variants: [{ sku: 'A', price, options: {}, retired: false }],
    },
  });
});

test('a status follows another one only as the table says', () => {
  const all = ['draft', 'active', 'archived'] as const;
  const possible = all.flatMap((from) =>
    all
      .filter((to) => mistakeOf(editedContent({ ...lamp, status: from }, { status: to })) === null)
      .map((to) => `${from}-${to}`),
  );
  assert.deepEqual(possible, [
    'draft-draft',
    'draft-active',
    'active-active',
    'active-archived',
    'archived-active',
    'archived-archived',
  ]);
});

test('what cannot be is named', () => {
  const retired = { ...lamp, status: 'draft' as const, variants: [variant('A', true)] };
  for (const [current, edit, kind] of [
    [lamp, { name: ' \t ' }, 'name-missing'],
    [lamp, { variants: [] }, 'nothing-to-sell'],
    [retired, { status: 'active' as const }, 'nothing-to-sell'],
    [
      lamp,
      {
        variants: [
          { sku: 'a', price },
          { sku: 'A', price },
        ],
      },
      'duplicate-sku',
    ],
    [lamp, { variants: [{ sku: 'a', price: { ...price, amountMinor: 0 } }] }, 'invalid-price'],
    [lamp, { variants: [{ sku: 'a', price: { ...price, currency: 'XXQ' } }] }, 'invalid-price'],
  ] as const) {
    assert.equal(mistakeOf(editedContent(current, edit as never))?.kind, kind);
  }
});

test('control characters become blanks, ends of lines stay', () => {
  const { description, images } = contentOf(
    editedContent(lamp, {
      description: 'a\r\nb\rc\td\u0007e\ud800',
      images: [{ imageId: 'a'.repeat(64), alt: ' one\ntwo ' }],
    }),
  );
  assert.equal(description, 'a\nb\nc\td e\ufffd');
  assert.equal(images[0]?.alt, 'one two');
});
