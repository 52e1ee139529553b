import assert from 'node:assert/strict';
import { test } from 'node:test';
import { der } from './der.ts';

const hex = (buffer: Buffer): string => buffer.toString('hex');

test('lengths above 127 are counted first', () => {
  assert.equal(hex(der.octets(Buffer.alloc(127)).subarray(0, 2)), '047f');
  assert.equal(hex(der.octets(Buffer.alloc(128)).subarray(0, 3)), '048180');
  assert.equal(hex(der.octets(Buffer.alloc(300)).subarray(0, 4)), '0482012c');
});

test('a number stays positive when its highest bit is set', () => {
  assert.equal(hex(der.integer(Buffer.from([0x7f]))), '02017f');
  assert.equal(hex(der.integer(Buffer.from([0x80, 1]))), '0203008001');
});

test('object ids are as others write them', () => {
  assert.equal(hex(der.objectId('2.5.29.17')), '0603551d11');
  assert.equal(hex(der.objectId('1.2.840.10045.4.3.2')), '06082a8648ce3d040302');
});

test('times have two digits for the year until 2049', () => {
  assert.equal(der.time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1'), '\x17\x0d491231235959Z');
  assert.equal(der.time(new Date('2050-01-01T00:00:00Z')).toString('latin1'), '\x18\x0f20500101000000Z');
});
