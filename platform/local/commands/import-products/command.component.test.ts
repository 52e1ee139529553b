import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { Command } from 'commander';
import { decodeJwt } from 'jose';
import { addExportCommand } from '../export-products/command.ts';
import { addImportCommand } from './command.ts';

const fixture = join(import.meta.dirname, '../../../../tests/replay/fixtures/products.csv');
const importId = '0190c5f0-0000-7000-8000-000000000001';

let folder: string;
let port: number;
const tokens: string[] = [];

const unended = {
  importId,
  format: 'csv',
  setStock: false,
  state: 'uploading',
  parts: 0,
  bytes: null,
  bytesDone: 0,
  rows: 0,
  accepted: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  rejected: {},
  failure: null as object | null,
  begunAt: '2026-11-23T00:00:00Z',
  endedAt: null as string | null,
};
const mug = { sku: 'MUG-2', name: 'Mug green again', price: '4.00', currency: 'GBP', stock: '1000' };
const asked: { method: string; path: string; body: Buffer; key: string | undefined }[] = [];
let ended: object = {};

/** Refuses line 4 as a duplicate, and is away when first asked. */
const products = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    tokens.push(request.headers.authorization?.replace('Bearer ', '') ?? '');
    const answer = (status: number, content: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    if (tokens.length === 1) return answer(503, {});
    const { method = '', url: path = '' } = request;
    const key = request.headers['idempotency-key'] as string | undefined;
    asked.push({ method, path, body: Buffer.concat(chunks), key });
    if (path.startsWith('/v1/products/export')) return response.end('sku\nA\n');
    if (path === '/v1/products/imports') return answer(201, unended);
    if (method === 'PUT') return answer(200, {});
    if (path.endsWith('/start')) return answer(202, { ...unended, state: 'running', bytes: 1 });
    if (path.includes('/refusals')) {
      const items = [{ line: 4, reason: 'duplicate-sku', column: 'sku', row: mug }];
      return answer(200, { items, nextCursor: null });
    }
    const counts = { bytes: 1, rows: 14, accepted: 13, added: 13, rejected: { 'duplicate-sku': 1 } };
    return answer(200, { ...unended, ...counts, state: 'done', endedAt: unended.begunAt, ...ended });
  });
});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-import-'));
  await mkdir(join(folder, 'secrets'));
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  await writeFile(join(folder, 'secrets', 'operator.service-key.json'), JSON.stringify(key));
  await once(products.listen(0, '127.0.0.1'), 'listening');
  port = (products.address() as AddressInfo).port;
});
after(async () => {
  products.close();
  products.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const fondaco = async (...words: string[]) => {
  const unused = { host: '127.0.0.1', port: 1 };
  const program = new Command().exitOverride();
  const instance = () => ({
    addresses: {
      gateway: { https: unused, http: unused, status: unused },
      services: { products: { host: '127.0.0.1', port } },
    },
    paths: { state: folder, secrets: join(folder, 'secrets') },
    certificateAuthority: '',
  });
  addImportCommand(program, instance);
  addExportCommand(program, instance);
  await program.parseAsync(['node', 'fondaco', ...words]);
};

test('an import prints its counts as JSON and writes every refused row with its line and reason', async (context) => {
  const print = context.mock.method(console, 'log', () => undefined);
  const mention = context.mock.method(console, 'error', () => undefined);
  await fondaco('import', 'products', fixture, '--json');

  assert.deepEqual(JSON.parse(print.mock.calls[0]?.arguments[0]), {
    rows: 14,
    accepted: 13,
    rejected: { 'duplicate-sku': 1 },
  });
  const rejects = join(folder, 'import-rejects-products.csv');
  assert.equal(
    await readFile(rejects, 'utf8'),
    'line,reason,sku,name,price,currency,stock\n4,duplicate-sku,MUG-2,Mug green again,4.00,GBP,1000\n',
  );
  assert.match(mention.mock.calls[0]?.arguments[0], new RegExp(rejects));
  const { iss, aud } = decodeJwt(tokens.at(-1) ?? '');
  assert.deepEqual([iss, aud], ['operator', 'products']);
});

test('a file that cannot be read fails in one sentence, asks for nothing and writes nothing', async () => {
  const files = await readdir(folder);
  const before = tokens.length;
  await assert.rejects(fondaco('import', 'products', join(folder, 'none.csv')), {
    name: 'Failure',
    message: 'none.csv cannot be read: there is no such file.',
  });
  assert.equal(tokens.length, before);
  assert.deepEqual(await readdir(folder), files);
});

test('a file for the refused rows that cannot be written is said before anything is imported', async () => {
  const before = tokens.length;
  for (const [rejects, reason] of [
    [join(folder, 'none/rejects.csv'), 'there is no such folder'],
    [folder, 'it is a folder'],
    ['/dev/full', 'the disk is full'],
  ] as const)
    await assert.rejects(fondaco('import', 'products', fixture, '--rejects', rejects), {
      name: 'Failure',
      message: `The refused rows cannot be written to ${rejects}: ${reason}; name another file with --rejects.`,
    });
  assert.equal(tokens.length, before);
});

test('the file to import is never written over with its refused rows', async () => {
  const file = join(folder, 'own.csv');
  await copyFile(fixture, file);
  await assert.rejects(fondaco('import', 'products', file, '--rejects', file), /is the file to import/);
  assert.deepEqual(await readFile(file), await readFile(fixture));
});

test('the file is sent as it is, and an import that did not end is gone on with under the same key', async (context) => {
  context.mock.method(console, 'log', () => undefined);
  context.mock.method(console, 'error', () => undefined);
  const begins = () => asked.filter(({ path }) => path === '/v1/products/imports').map(({ key }) => key);
  asked.length = 0;
  ended = {
    state: 'failed',
    failure: { code: 'quote-not-closed', line: 3, detail: 'In line 3 a quote is never closed.' },
  };
  await assert.rejects(fondaco('import', 'products', fixture, '--json'), {
    name: 'Failure',
    message:
      'The file was not imported to its end; 14 rows were looked at. In line 3 a quote is never closed.',
  });
  assert.deepEqual(asked.find(({ method }) => method === 'PUT')?.body, await readFile(fixture));

  ended = { bytes: 'broken' };
  const first = fondaco('import', 'products', fixture);
  await eventually(() => assert.equal(begins().length, 2));
  await eventually(() => assert.ok(asked.filter(({ method }) => method === 'GET').length > 3));
  ended = {};
  await fondaco('import', 'products', fixture);
  await first;
  await fondaco('import', 'products', fixture);
  const [failed, unfinished, again, anew] = begins();
  assert.equal(again, unfinished);
  assert.notEqual(unfinished, failed);
  assert.notEqual(anew, again);
});

test('an export is written into a file, which is there only when it is whole', async (context) => {
  context.mock.method(console, 'log', () => undefined);
  const file = join(folder, 'out.ndjson');
  await fondaco('export', 'products', file);
  assert.equal(await readFile(file, 'utf8'), 'sku\nA\n');
  assert.equal(asked.at(-1)?.path, '/v1/products/export?format=ndjson');
  await assert.rejects(
    fondaco('export', 'products', join(folder, 'no-folder/out.csv')),
    /could not be written/,
  );
});
