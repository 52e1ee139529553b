import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageIdOf, pictureKind, VARIANTS, variantKey, variantNamed } from './image.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const ftyp = (major: string, ...compatible: string[]): Uint8Array =>
  bytes(`\0\0\0${String.fromCharCode(16 + 4 * compatible.length)}ftyp${major}\0\0\0\0${compatible.join('')}`);

test('a picture is known by its first bytes', () => {
  assert.equal(pictureKind(bytes('\xff\xd8\xff\xe0\0\x10JFIF')), 'jpeg');
  assert.equal(pictureKind(bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')), 'png');
  assert.equal(pictureKind(bytes('RIFF\x24\0\0\0WEBPVP8 ')), 'webp');
  assert.equal(pictureKind(ftyp('avif', 'mif1', 'miaf')), 'avif');
  assert.equal(pictureKind(ftyp('mif1', 'miaf', 'avif')), 'avif');
});

test('what is no picture, or none that is taken, is nothing', () => {
  for (const text of [
    '',
    '\xff\xd8',
    '<!doctype html><script>alert(1)</script>',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<?xml version="1.0"?><svg/>',
    'GIF89a\x01\0\x01\0',
    'II*\0\x08\0\0\0',
    'BM\x36\0\0\0',
    '%PDF-1.7',
    'RIFF\x24\0\0\0WAVEfmt ',
    ' \x89PNG\r\n\x1a\n',
  ]) {
    assert.equal(pictureKind(bytes(text)), null, text);
  }
  assert.equal(pictureKind(ftyp('heic', 'mif1', 'heic')), null);
  assert.equal(pictureKind(ftyp('mp42', 'isom')), null);
  // The version is no brand.
  assert.equal(pictureKind(bytes('\0\0\0\x10ftypmp42avif')), null);
});

test('a part of a larger memory is looked at by itself', () => {
  const memory = bytes('xx\xff\xd8\xff\xe0');
  assert.equal(pictureKind(memory.subarray(2)), 'jpeg');
});

test('only a variant that there can be has a name', () => {
  const imageId = imageIdOf(bytes('a file'));
  assert.match(imageId, /^[0-9a-f]{64}$/);
  for (const variant of VARIANTS) {
    const [folder, file] = variantKey(imageId, variant).split('/');
    assert.deepEqual(variantNamed(folder ?? '', file ?? ''), variant);
  }
  for (const [folder, file] of [
    [imageId, '161.webp'],
    [imageId, '160.png'],
    [imageId, '160.webp/..'],
    [imageId, '__proto__'],
    [imageId.toUpperCase(), '160.webp'],
    ['..', '160.webp'],
    [`${imageId}\n`, '160.webp'],
  ] as const) {
    assert.equal(variantNamed(folder, file), null, `${folder}/${file}`);
  }
});
