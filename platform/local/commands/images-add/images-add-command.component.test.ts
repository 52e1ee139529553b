import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { Command } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { addImagesCommand } from './images-add-command.ts';

/** A Products that takes everything but what begins with `bad`, and the command on it. */
const system = async (context: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-images-add-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = JSON.stringify(privateKey.export({ format: 'jwk' }));
  await writeFile(join(folder, 'operator.service-key.json'), key);
  const uploads: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    assert.equal(`${request.method} ${request.url}`, 'POST /v1/products/images');
    const file = (await buffer(request)).toString();
    uploads.push(file);
    const problem = { type: 'about:blank', status: 415, code: 'products/not-an-image', title: 'No picture' };
    const [status, body] = file.startsWith('bad')
      ? [415, problem]
      : [201, { imageId: `id of ${file}`, width: 3, height: 2 }];
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  context.after(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const printed = context.mock.method(console, 'log', () => undefined);
  return {
    uploads,
    file: async (name: string, content: string) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    printed: () => printed.mock.calls.map((call) => String(call.arguments[0])),
    run: async (...args: string[]) => {
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
      addImagesCommand(program, () => ({
        addresses: { services: { products: address } } as never,
        paths: { secrets: folder } as never,
        certificateAuthority: '',
      }));
      await program.parseAsync(['images', 'add', ...args], { from: 'user' });
    },
  };
};

test('each file is uploaded as it is, and its id is printed', async (context) => {
  const { file, run, uploads, printed } = await system(context);
  const [one, two] = [await file('one.jpg', 'first'), await file('two.png', 'second')];
  await run(one, two);
  assert.deepEqual(uploads, ['first', 'second']);
  assert.deepEqual(printed(), [`id of first  ${one}`, `id of second  ${two}`]);
});

test('with --json it is one list', async (context) => {
  const { file, run, printed } = await system(context);
  const one = await file('one.jpg', 'first');
  await run('--json', one);
  assert.deepEqual(JSON.parse(printed().join('')), [
    { file: one, imageId: 'id of first', width: 3, height: 2 },
  ]);
});

test('which file was refused, or cannot be read, is said', async (context) => {
  const { file, run } = await system(context);
  const bad = await file('bad.svg', 'bad');
  const explained = (text: string) => (error: unknown) =>
    error instanceof Failure && error.message.includes(text) && !error.message.includes('\n');
  await assert.rejects(run(bad), explained(`${bad}: Products refused: No picture (products/not-an-image)`));
  await assert.rejects(run('/nowhere.jpg'), explained('/nowhere.jpg cannot be read (ENOENT).'));
});
