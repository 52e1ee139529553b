import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ImportRow } from '@fondaco/contracts/http/products';
import { Command } from 'commander';
import { decodeJwt } from 'jose';
import { addImportCommand } from './command.ts';

const fixture = join(import.meta.dirname, '../../../../tests/replay/fixtures/products.csv');
const importId = '0190c5f0-0000-7000-8000-000000000001';

let folder: string;
let port: number;
const tokens: string[] = [];

/** Refuses line 4 as a duplicate, and is away when first asked. */
const products = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    tokens.push(request.headers.authorization?.replace('Bearer ', '') ?? '');
    const body = JSON.parse(text) as { setStock?: boolean; rows?: ImportRow[] };
    const answer = (status: number, content: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    if (tokens.length === 1) return answer(503, {});
    if (body.rows === undefined) return answer(201, { importId, setStock: body.setStock });
    assert.equal(request.url, `/v1/products/imports/${importId}/rows`);
    const rejected = body.rows
      .filter(({ line }) => line === 4)
      .map(({ line }) => ({ line, reason: 'duplicate-sku' }));
    answer(200, { accepted: body.rows.length - rejected.length, rejected });
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
  addImportCommand(program, () => ({
    addresses: {
      gateway: { https: unused, http: unused, status: unused },
      services: { products: { host: '127.0.0.1', port } },
    },
    paths: { state: folder, secrets: join(folder, 'secrets') },
    certificateAuthority: '',
  }));
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
  const asked = tokens.length;
  await assert.rejects(fondaco('import', 'products', join(folder, 'none.csv')), {
    name: 'Failure',
    message: 'none.csv cannot be read as CSV: there is no such file.',
  });
  assert.equal(tokens.length, asked);
  assert.deepEqual(await readdir(folder), files);
});

test('a file for the refused rows that cannot be written is said before anything is imported', async () => {
  const asked = tokens.length;
  for (const [rejects, reason] of [
    [join(folder, 'none/rejects.csv'), 'there is no such folder'],
    [folder, 'it is a folder'],
    ['/dev/full', 'the disk is full'],
  ] as const)
    await assert.rejects(fondaco('import', 'products', fixture, '--rejects', rejects), {
      name: 'Failure',
      message: `The refused rows cannot be written to ${rejects}: ${reason}; name another file with --rejects.`,
    });
  assert.equal(tokens.length, asked);
});

test('the file to import is never written over with its refused rows', async () => {
  const file = join(folder, 'own.csv');
  await copyFile(fixture, file);
  await assert.rejects(fondaco('import', 'products', file, '--rejects', file), /is the file to import/);
  assert.deepEqual(await readFile(file), await readFile(fixture));
});
