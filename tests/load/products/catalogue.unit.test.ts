import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { categoryPaths, productAt } from './catalogue.ts';
import { linesOf, writeCatalogue } from './catalogue-file.ts';
import { numbers, ranked } from './random.ts';
import { WORDS, withoutAccents, withTypo, wordAt } from './vocabulary.ts';

test('a product is the same one whenever it is made', () => {
  assert.deepEqual(productAt(4_711), productAt(4_711));
  assert.notDeepEqual(productAt(4_711), productAt(4_712));
});

test('no two words are alike, accents apart, and some have one', () => {
  const words = Array.from({ length: WORDS }, (_, rank) => wordAt(rank));
  assert.equal(new Set(words.map(withoutAccents)).size, WORDS);
  assert.ok(words.some((word) => word !== withoutAccents(word)));
  assert.ok(words.every((word) => word.length >= 4));
});

test('a word is used about as often as its rank says', () => {
  const random = numbers(1);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 200_000; draw++) {
    const rank = ranked(random, WORDS);
    counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  const used = (rank: number): number => counts.get(rank) ?? 0;
  assert.ok(used(0) > 1.5 * used(1) && used(1) > 3 * used(8));
  assert.ok(Math.min(...counts.keys()) === 0 && Math.max(...counts.keys()) < WORDS);
});

test('there are some 600 categories in three levels, no two of one name', () => {
  const paths = categoryPaths();
  const names = new Set(paths.flat());
  assert.equal(names.size, 10 + 70 + 490);
  assert.deepEqual(new Set(paths.map((path) => path.length)), new Set([2, 3]));
});

test('most products have one variant, some have up to four with sizes of their own', () => {
  const made = Array.from({ length: 2_000 }, (_, number) => productAt(number));
  const several = made.filter(({ variants }) => variants.length > 1);
  assert.ok(several.length > 140 && several.length < 260);
  assert.deepEqual(new Set(several.map(({ variants }) => variants.length)), new Set([2, 3, 4]));
  const skus = made.flatMap(({ variants }) => variants.map(({ sku }) => sku));
  assert.equal(new Set(skus).size, skus.length);
});

test('a typo changes one place of a word, and never its first letter', () => {
  const random = numbers(2);
  for (let draw = 0; draw < 1_000; draw++) {
    const word = withoutAccents(wordAt(draw));
    const typed = withTypo(random, word);
    assert.equal(typed[0], word[0]);
    assert.ok(Math.abs(typed.length - word.length) <= 1);
  }
});

test('the file has a line for each variant, and says how large it is', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-catalogue-'));
  context.after(() => rm(folder, { recursive: true }));
  const written = await writeCatalogue(join(folder, 'catalogue.csv'), 1_200);
  const text = await readFile(written.file, 'utf8');
  assert.equal(Buffer.byteLength(text), written.bytes);
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, written.rows + 1);
  assert.equal(lines[1], linesOf(productAt(0)).split('\n')[0]);
});
