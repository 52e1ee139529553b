import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileArgument } from './file-argument.ts';

const root = join(import.meta.dirname, '../../..');

test('a file is meant from the folder in which npm was called', () => {
  assert.equal(fileArgument('a.csv', { cwd: root, initCwd: join(root, 'docs') }), join(root, 'docs/a.csv'));
  assert.equal(fileArgument('../a.csv', { cwd: root, initCwd: join(root, 'docs') }), join(root, 'a.csv'));
  assert.equal(fileArgument('/data/a.csv', { cwd: root, initCwd: '/home' }), '/data/a.csv');
});

test('without npm it is meant from the current folder, also where an npm elsewhere left its own behind', () => {
  assert.equal(fileArgument('a.csv', { cwd: '/data', initCwd: undefined }), '/data/a.csv');
  assert.equal(fileArgument('a.csv', { cwd: '/data', initCwd: '/home' }), '/data/a.csv');
});
