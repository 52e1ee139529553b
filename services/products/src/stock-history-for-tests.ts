import fc from 'fast-check';

/** Of each history. */
const WAVES = 3;
const LIVES = 275;
const ADJUSTMENTS = 130;
/** How many variants each product has. */
export const SHELVES = [1, 1, 2, 3, 5];

/** What an order is to go through once it is answered; quantities beyond what is left of its line are cut. */
const step = fc.record({
  kind: fc.constantFrom('again', 'shipped', 'shipped', 'lines-cancelled', 'lines-cancelled', 'cancelled'),
  line: fc.nat(2),
  quantity: fc.integer({ min: 1, max: 3 }),
  twice: fc.boolean(),
});
export const SKUS = SHELVES.reduce((sum, variants) => sum + variants, 0);
const life = fc.record({
  lines: fc.uniqueArray(fc.record({ sku: fc.nat(SKUS - 1), quantity: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ sku }) => sku,
  }),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
});
const wave = fc.record({
  lives: fc.array(life, { minLength: LIVES, maxLength: LIVES }),
  adjustments: fc.array(
    fc.record({
      sku: fc.nat(SKUS - 1),
      delta: fc.integer({ min: -30, max: 45 }).filter((delta) => delta !== 0),
    }),
    { minLength: ADJUSTMENTS, maxLength: ADJUSTMENTS },
  ),
});
export const history = fc.record({
  waves: fc.array(wave, { minLength: WAVES, maxLength: WAVES }),
  kill: fc.record({
    wave: fc.nat(WAVES - 1),
    replica: fc.nat(1),
    afterPercent: fc.integer({ min: 5, max: 95 }),
  }),
});
export type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
export type Life = History['waves'][number]['lives'][number];
