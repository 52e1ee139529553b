import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { VARIANTS } from './image.ts';
import { type Rendering, renderVariants } from './render-variants.ts';
import { bomb, photo, plain, SECRETS } from './testing/pictures.ts';

const rendered = async (file: Uint8Array): Promise<Extract<Rendering, { kind: 'rendered' }>> => {
  const rendering = await renderVariants(file);
  assert.ok(rendering.kind === 'rendered', JSON.stringify(rendering));
  return rendering;
};

for (const kind of ['jpeg', 'png', 'webp', 'avif'] as const) {
  test(`of a ${kind} nothing remains but what it shows, upright`, async () => {
    const file = await photo(kind, { width: 1200, height: 800 });
    assert.ok(file.includes('KEPT-BY-NOBODY'));
    const { width, height, variants } = await rendered(file);
    // It was held on its side.
    assert.deepEqual([width, height], [800, 1200]);

    assert.deepEqual(
      variants.map((variant) => [variant.width, variant.format]),
      VARIANTS.map((variant) => [variant.width, variant.format]),
    );
    for (const variant of variants) {
      const picture = Buffer.from(variant.bytes);
      for (const secret of SECRETS) assert.ok(!picture.includes(secret), `${variant.format}: ${secret}`);
      const { exif, xmp, iptc, icc, orientation, ...seen } = await sharp(picture).metadata();
      assert.deepEqual(
        [exif, xmp, iptc, icc, orientation ?? 1],
        [undefined, undefined, undefined, undefined, 1],
      );
      assert.equal(seen.format, variant.format === 'webp' ? 'webp' : 'heif');
      const expected = Math.min(variant.width, width);
      assert.deepEqual([seen.width, seen.height], [expected, Math.round((expected * height) / width)]);
    }
  });
}

test('a small picture is never made larger', async () => {
  const { width, variants } = await rendered(await plain(300, 200));
  assert.equal(width, 300);
  for (const variant of variants) {
    const seen = await sharp(Buffer.from(variant.bytes)).metadata();
    assert.equal(seen.width, Math.min(300, variant.width), `${variant.width}.${variant.format}`);
  }
});

test('what is see-through stays so', async () => {
  const file = await sharp({ create: { width: 40, height: 40, channels: 4, background: '#d330' } })
    .png()
    .toBuffer();
  for (const { bytes } of (await rendered(file)).variants) {
    assert.equal((await sharp(Buffer.from(bytes)).metadata()).hasAlpha, true);
  }
});

test('a picture for print comes out in the colours of screens', async () => {
  const file = await sharp(await plain(100, 100))
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
  assert.equal((await sharp(file).metadata()).space, 'cmyk');
  for (const { bytes } of (await rendered(file)).variants) {
    assert.equal((await sharp(Buffer.from(bytes)).metadata()).space, 'srgb');
  }
});

test('a picture that is cut short is refused, wherever it is cut', async () => {
  for (const kind of ['jpeg', 'png', 'webp', 'avif'] as const) {
    const file = await photo(kind);
    for (const part of [0.02, 0.5, 0.97]) {
      const cut = file.subarray(0, Math.floor(file.byteLength * part));
      assert.deepEqual(await renderVariants(cut), { kind: 'refused', reason: 'broken' }, `${kind} ${part}`);
    }
  }
});

test('a file that only begins as a picture is refused', async () => {
  const page = '<html><script>alert(1)</script></html>';
  for (const start of [
    '\xff\xd8\xff\xe0',
    '\x89PNG\r\n\x1a\n',
    'RIFF\xff\0\0\0WEBPVP8 ',
    '\0\0\0\x1cftypavif',
  ]) {
    const file = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.from(page)]);
    assert.deepEqual(await renderVariants(file), { kind: 'refused', reason: 'broken' }, start);
  }
});

test('what is hidden in and behind a picture does not come out', async () => {
  const page = '<html><script>alert("KEPT-BY-NOBODY")</script></html>';
  const { variants } = await rendered(Buffer.concat([await photo('jpeg'), Buffer.from(page)]));
  for (const { bytes } of variants) assert.ok(!Buffer.from(bytes).includes('KEPT-BY-NOBODY'));
});

test('too many pixels and too long a strip are refused by what the header says', async () => {
  assert.deepEqual(await renderVariants(bomb(60_000, 60_000)), {
    kind: 'refused',
    reason: 'too-many-pixels',
  });
  assert.deepEqual(await renderVariants(bomb(7_072, 7_072)), { kind: 'refused', reason: 'too-many-pixels' });
  assert.deepEqual(await renderVariants(await plain(100, 401)), { kind: 'refused', reason: 'too-long' });
  await rendered(await plain(100, 400));
});

test('as many pixels as are allowed take bounded memory, and a bomb next to none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-render-'));
  const peakMegabytes = async (file: Buffer): Promise<number> => {
    await writeFile(join(folder, 'file'), file);
    const program = `
      import { readFile } from 'node:fs/promises';
      import { renderVariants } from ${JSON.stringify(new URL('./render-variants.ts', import.meta.url).href)};
      await renderVariants(await readFile('file'));
      console.log(process.resourceUsage().maxRSS);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: folder },
    );
    return Number(stdout) / 1024;
  };
  const nothing = await peakMegabytes(Buffer.from('no picture'));
  const exploding = await peakMegabytes(bomb(60_000, 60_000));
  const largest = await peakMegabytes(await plain(7_070, 7_070, true));
  await rm(folder, { recursive: true });
  const seen = `${nothing.toFixed()} MB at rest, ${exploding.toFixed()} for the bomb, ${largest.toFixed()} for the largest`;
  assert.ok(exploding - nothing < 30, seen);
  assert.ok(largest - nothing < 400, seen);
});
