import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionTag, versionToEdit } from './edit-request.ts';

test('the version that an edit starts from is that of the tag, also when a proxy has made it a weak one', () => {
  assert.equal(versionToEdit(versionTag(7)), 7);
  assert.equal(versionToEdit(' W/"7" '), 7);
});

test('an edit without a tag is told to send one', () => {
  assert.throws(() => versionToEdit(undefined), { status: 428, code: 'products/if-match-required' });
});

test('what could overwrite anything, or was never answered, is refused', () => {
  for (const header of ['*', '', '7', '"0"', '"-1"', '"7", "8"', '"x"', '"9999999999999999"', "'; --"])
    assert.throws(() => versionToEdit(header), { status: 400, code: 'products/if-match-invalid' }, header);
});
