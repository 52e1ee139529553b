import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type Certificates, prepareCertificates } from './certificates.ts';

const day = 24 * 60 * 60 * 1000;
const now = new Date();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-certificates-'));
});
afterEach(() => rm(folder, { recursive: true }));

const prepare = (at: Date): Promise<Certificates> =>
  prepareCertificates({
    directory: join(folder, 'conf'),
    secretsDirectory: join(folder, 'secrets'),
    now: at,
  });

const contents = async (paths: Certificates): Promise<string[]> =>
  Promise.all([paths.authority, paths.certificate, paths.key].map((path) => readFile(path, 'utf8')));

const daysLeft = async (path: string): Promise<number> =>
  Math.round((new X509Certificate(await readFile(path)).validToDate.getTime() - now.getTime()) / day);

test('who trusts the authority reaches the server by each of its local names; who does not, does not', async () => {
  const { authority, certificate, key } = await prepare(now);
  const server = createServer(
    { cert: await readFile(certificate), key: await readFile(key) },
    (_, response) => response.end('hello'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  const status = async (servername: string, ca?: Buffer): Promise<number | undefined> => {
    const checked = servername === 'localhost' ? { servername } : {};
    const call = request({ host: '127.0.0.1', port: address.port, ca, agent: false, ...checked });
    call.end();
    const [response] = await once(call, 'response');
    response.resume();
    return response.statusCode;
  };
  try {
    assert.equal(await status('localhost', await readFile(authority)), 200);
    assert.equal(await status('127.0.0.1', await readFile(authority)), 200);
    await assert.rejects(status('localhost'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  } finally {
    server.close();
  }
  const names = new X509Certificate(await readFile(certificate)).subjectAltName;
  assert.equal(names, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
});

test('the next start uses the same certificates', async () => {
  const first = await contents(await prepare(now));
  assert.deepEqual(await contents(await prepare(new Date(now.getTime() + 300 * day))), first);
});

test('the authority lasts ten years, the server 397 days, and is renewed in its last 30', async () => {
  const paths = await prepare(now);
  assert.equal(await daysLeft(paths.authority), 3650);
  assert.equal(await daysLeft(paths.certificate), 397);
  const [authority] = await contents(paths);
  await prepare(new Date(now.getTime() + 368 * day));
  assert.equal(await daysLeft(paths.certificate), 368 + 397);
  assert.equal((await contents(paths))[0], authority);
});

test('what does not fit together is issued anew', async () => {
  const paths = await prepare(now);
  const [authority, certificate] = await contents(paths);
  await writeFile(paths.key, 'half a key');
  assert.notEqual((await contents(await prepare(now)))[1], certificate);
  await rm(join(folder, 'secrets/authority.key'));
  assert.notEqual((await contents(await prepare(now)))[0], authority);
  const issuer = new X509Certificate(await readFile(paths.authority));
  assert.ok(new X509Certificate(await readFile(paths.certificate)).verify(issuer.publicKey));
});

test('private keys are for their owner alone', async () => {
  await prepare(now);
  for (const name of await readdir(join(folder, 'secrets'))) {
    assert.equal((await stat(join(folder, 'secrets', name))).mode & 0o777, 0o600, name);
  }
  assert.deepEqual((await readdir(join(folder, 'conf'))).sort(), ['authority.crt', 'localhost.crt']);
});
